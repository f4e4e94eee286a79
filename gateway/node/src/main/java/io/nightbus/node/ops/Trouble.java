package io.nightbus.node.ops;

import java.time.Instant;

/**
 * One thing that is wrong, in sentences for whoever has to repair it; {@code nightbus why}, the
 * status page and incidents say it in these words. Empty where there is nothing to say.
 *
 * @param object what it is about: an endpoint, {@code endpoint/site}, a link, or {@code gateway}
 * @param since as far as it is known
 * @param what is wrong
 * @param cause as far as the state tells
 * @param tried by the gateway itself
 * @param stake what money or time is at risk
 * @param next what to do or to check
 */
record Trouble(
    Kind kind,
    String object,
    Instant since,
    String what,
    String cause,
    String tried,
    String stake,
    String next) {

  /** Every kind of trouble; its alert has the same name. */
  enum Kind {
    EVENT_LOOP_SILENT("NightbusEventLoopSilent", Impact.CRITICAL),
    STORE_NOT_WRITING("NightbusStoreNotWriting", Impact.CRITICAL),
    BOOKS_DIFFER("NightbusBooksDiffer", Impact.CRITICAL),
    ALL_LINKS_DOWN("NightbusAllLinksDown", Impact.CRITICAL),
    HOST_NOT_ANSWERING("NightbusHostNotAnswering", Impact.CRITICAL),
    BUDGET_BURNS_FAST("NightbusErrorBudgetBurnFast", Impact.MAJOR),
    BUDGET_BURNS("NightbusErrorBudgetBurnMedium", Impact.MAJOR),
    ANSWERS_SLOW("NightbusAnswersSlow", Impact.MAJOR),
    CARD_NUMBER_IN_LOG("NightbusCardNumberInLog", Impact.MAJOR),
    EXPOSURE_HIGH("NightbusStandInExposureHigh", Impact.MAJOR),
    FUSE_BLOWN("NightbusFuseBlown", Impact.MAJOR),
    REPLAY_WILL_MISS_DEADLINE("NightbusReplayWillMissDeadline", Impact.MAJOR),
    OBLIGATIONS_OLD("NightbusObligationsOld", Impact.MAJOR),
    DISK_NEARLY_FULL("NightbusDiskNearlyFull", Impact.MAJOR),
    SITE_DOWN("NightbusSiteDown", Impact.MINOR),
    LINK_DOWN("NightbusLinkDown", Impact.MINOR),
    LINK_FLAPPING("NightbusLinkFlapping", Impact.MINOR),
    RANGE_OUT("NightbusCardRangeOut", Impact.MINOR),
    MAINTENANCE("NightbusMaintenance", Impact.MINOR),
    STANDIN_FORCED("NightbusStandInActive", Impact.MINOR),
    BREAKER_HELD("NightbusBreakerHeld", Impact.MINOR),
    CHARGES_PAUSED("NightbusChargesPaused", Impact.MINOR),
    ADDRESSES_UNREACHABLE("NightbusAddressesUnreachable", Impact.MINOR),
    DISCOVERY_FAILS("NightbusDiscoveryFails", Impact.MINOR),
    OUTCOMES_UNKNOWN("NightbusOutcomesUnknown", Impact.MINOR),
    ANSWERS_MISPAIRED("NightbusMispairedAnswers", Impact.MAJOR),
    STRAY_ANSWERS("NightbusStrayAnswers", Impact.MINOR),
    OBLIGATION_PARKED("NightbusObligationParked", Impact.MINOR),
    CHARGES_HELD("NightbusChargesHeld", Impact.MINOR),
    BATCH_HELD("NightbusBatchHeld", Impact.MINOR),
    CERTIFICATE_EXPIRING("NightbusCertificateExpiring", Impact.MINOR),
    RESOURCES_LOW("NightbusResourcesLow", Impact.MINOR),
    CONFIG_REFUSED("NightbusConfigReloadFailed", Impact.MINOR),
    OVERLOADED("NightbusOverloaded", Impact.MINOR),
    OBJECTIVE_MISSED("NightbusErrorBudgetBurnSlow", Impact.MINOR),
    SIGN_ON_FAILS("NightbusSignOnFails", Impact.MINOR),
    LINK_DOUBTED("NightbusLinkDoubted", Impact.MINOR),
    MALFORMED("NightbusMalformedMessages", Impact.MINOR),
    ANSWERS_LATE("NightbusLateAnswers", Impact.MINOR),
    REQUESTS_REPEATED("NightbusDuplicateRequests", Impact.MINOR),
    STANDIN_WITHDRAWN("NightbusStandInWithdrawn", Impact.MINOR),
    DELIVERIES_STUCK("NightbusDeliveriesStuck", Impact.MINOR),
    STORE_SLOW("NightbusStoreSlow", Impact.MINOR),
    STANDS_STILL("NightbusStandsStill", Impact.MINOR),
    CLOCK_JUMPED("NightbusClockJumped", Impact.MINOR),
    TELEMETRY_DROPPED("NightbusTelemetryDropped", Impact.MINOR),
    CONNECTIONS_REFUSED("NightbusConnectionsRefused", Impact.MINOR),
    SILENT_CONNECTIONS("NightbusSilentConnections", Impact.MINOR),
    ADMIN_REFUSED("NightbusAdminRefused", Impact.MINOR),
    RESTARTED("NightbusRestarted", Impact.MINOR);

    private final String alert;
    private final Impact impact;

    Kind(String alert, Impact impact) {
      this.alert = alert;
      this.impact = impact;
    }

    /** Name of the alert, and of its runbook. */
    String alert() {
      return alert;
    }

    Impact impact() {
      return impact;
    }

    /** It goes on without anybody noticing: no incident for the world, but a task for somebody. */
    boolean isTask() {
      return switch (this) {
        case MAINTENANCE,
            STANDIN_FORCED,
            BREAKER_HELD,
            CHARGES_PAUSED,
            STRAY_ANSWERS,
            OBLIGATION_PARKED,
            CHARGES_HELD,
            BATCH_HELD,
            CARD_NUMBER_IN_LOG,
            CERTIFICATE_EXPIRING,
            RESOURCES_LOW,
            CONFIG_REFUSED ->
            true;
        default -> false;
      };
    }
  }

  /** What fails about a peer or its links while somebody works there was to be expected. */
  boolean isExpectedInMaintenance() {
    return switch (kind) {
      case ALL_LINKS_DOWN,
          HOST_NOT_ANSWERING,
          SITE_DOWN,
          LINK_DOWN,
          LINK_FLAPPING,
          ADDRESSES_UNREACHABLE,
          OUTCOMES_UNKNOWN ->
          true;
      default -> false;
    };
  }

  /** In the words of status pages. */
  enum Impact {
    MINOR,
    MAJOR,
    CRITICAL
  }

  Trouble since(Instant seen) {
    return new Trouble(kind, object, seen, what, cause, tried, stake, next);
  }

  /** The same trouble as one seen before, whatever its words are now. */
  String key() {
    return kind + " " + object;
  }
}
