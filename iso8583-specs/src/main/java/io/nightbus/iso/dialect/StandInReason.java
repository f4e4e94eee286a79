package io.nightbus.iso.dialect;

/**
 * Why a request was decided in the issuer's place; what stands for it in the advice is the
 * dialect's (domain §6.1).
 */
public enum StandInReason {
  /** No link to the host stood. */
  NO_LINK,
  /** The host had signed off. */
  SIGNED_OFF,
  /** The endpoint's breaker was open. */
  BREAKER_OPEN,
  /** The breaker of the issuer's card range was open. */
  RANGE_OPEN,
  /** As many requests were out as the links take. */
  WINDOW_FULL,
  /** Earlier news of this card had not been delivered yet. */
  LANE_BUSY,
  /** It could not be sent while its originator still waited. */
  NOT_SENT_IN_TIME,
  /** It was sent, and the host did not answer in time. */
  TIMEOUT,
  /** It was sent, and its link was lost. */
  LINK_LOST,
  /** The host answered that it could not decide. */
  TECHNICAL_ANSWER,
  /** What came back was not an answer to what was asked. */
  INVALID_ANSWER,
  /** An operator forced it, for everything that goes to this host. */
  FORCED_ENDPOINT,
  /** An operator forced it for a card range. */
  FORCED_RANGE,
  /** An operator forced it for a share of the cards. */
  FORCED_SHARE
}
