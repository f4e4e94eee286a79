package io.nightbus.sim.world;

/** What has to hold, with the numbers of the reliability text (§2.2). */
enum Invariant {
  NO_LOSS("I1"),
  NO_DOUBLE("I2"),
  ONE_ADVICE("I3"),
  REVERSAL_BEFORE_ADVICE("I3b"),
  LATE_APPROVAL_REVERSED("I4"),
  DURABLE_BEFORE_VISIBLE("I5"),
  ORDER("I6"),
  AVAILABILITY("I7"),
  ONE_ANSWER("I8"),
  NO_MISPAIRING("I9"),
  NO_SELF_MADE_DECLINE("I10"),
  ATTEMPT_LIMIT("I11"),
  IDENTITY_UNIQUE("I12"),
  RESERVED_ROOM("I13"),
  BOUNDED("I14"),
  RETRY_BUDGET("I15"),
  STALE("I16"),
  MONOTONE("I17"),
  LEASE("I18"),
  TIME("I19"),
  SECRETS("I20"),
  LIVENESS("I21"),
  VERIFIED_LINKS("I22"),
  STANDIN_LIMITS("I23"),
  /** A run without faults shows no doubt, no stand-in, nothing parked, nothing repeated. */
  QUIET("quiet"),
  /** The core threw, or broke its contract with the engine. */
  SOUND("sound");

  private final String number;

  Invariant(String number) {
    this.number = number;
  }

  String number() {
    return number;
  }
}
