package io.nightbus.core.link;

import io.nightbus.iso.dialect.NetworkCode;

/** What has to be done about a link now. */
public sealed interface Step {

  record Nothing() implements Step {}

  record Dial() implements Step {}

  /** Send this network management request. */
  record Say(NetworkCode code) implements Step {}

  record Cut(LossReason why) implements Step {}

  /** From now on it carries traffic. */
  record Rose() implements Step {}

  /** It stands, but others are preferred from now on. */
  record Doubted(Doubt why) implements Step {}

  /** It carried traffic and doesn't any more. */
  record Fell(LossReason why) implements Step {}
}
