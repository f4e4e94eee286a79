package io.nightbus.core.standin;

/**
 * What stand-in would have said beside what the host did say: so the rules can be trusted before
 * they are needed. Its counters hold real decisions only, as if an outage began with each request.
 */
public enum Shadow {
  BOTH_APPROVE,
  BOTH_REFUSE,
  /** We would have been too careful. */
  ONLY_HOST_APPROVES,
  /** We would have taken a risk that the host does not take. */
  ONLY_STANDIN_APPROVES;

  public static Shadow of(boolean hostApproves, Ruling ruling) {
    boolean weApprove = ruling instanceof Ruling.Approve;
    if (hostApproves == weApprove) {
      return weApprove ? BOTH_APPROVE : BOTH_REFUSE;
    }
    return weApprove ? ONLY_STANDIN_APPROVES : ONLY_HOST_APPROVES;
  }
}
