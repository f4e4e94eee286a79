package io.nightbus.core.route;

import io.nightbus.iso.dialect.ResponseClass;

/** What an answer, or its absence, says about whom we asked. A decline is a healthy host. */
public enum Health {
  WELL,
  /** The issuer behind the endpoint is out, the endpoint is not. */
  RANGE_SICK,
  SICK,
  /** Says nothing either way. */
  NEUTRAL;

  public static Health of(ResponseClass answer) {
    return switch (answer) {
      case APPROVED,
          APPROVED_PARTIAL,
          DECLINE_HARD,
          DECLINE_SOFT,
          DECLINE_DATA,
          NOT_FOUND,
          OUR_FAULT ->
          WELL;
      case TECH_ISSUER -> RANGE_SICK;
      case TECH_NETWORK -> SICK;
      case TECH_SECURITY, IN_DOUBT -> NEUTRAL;
    };
  }
}
