package io.nightbus.node.ops;

import io.nightbus.core.link.LossReason;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How numbers, times and reasons are put into sentences. */
final class Words {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Words() {}

  /** {@code 1 link}, {@code 2,000 links}. */
  static String count(long count, String thing) {
    String things =
        switch (thing) {
          case "advice or reversal" -> "advices or reversals";
          case "delivery" -> "deliveries";
          case "batch" -> "batches";
          case "address" -> "addresses";
          default -> thing + "s";
        };
    return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? thing : things);
  }

  /** {@code 3 min 20 s}. */
  static String span(Duration span) {
    Duration whole = span.isNegative() ? Duration.ZERO : span;
    if (whole.toHours() > 0) {
      return whole.toHours() + " h " + whole.toMinutesPart() + " min";
    }
    return whole.toMinutes() > 0
        ? whole.toMinutes() + " min " + whole.toSecondsPart() + " s"
        : whole.toSeconds() + " s";
  }

  static String age(Instant since, Instant now) {
    return span(Duration.between(since, now));
  }

  static String clock(Instant at) {
    return CLOCK.format(at);
  }

  static String pace(double perSecond) {
    return perSecond < 0.02
        ? "none is answered"
        : String.format(Locale.ROOT, "%.1f a second are answered", perSecond);
  }

  /** What could go, while nobody is there to take it. */
  static String promise(double perSecond) {
    return String.format(
        Locale.ROOT, "nobody takes them; up to %,.0f a second when somebody does", perSecond);
  }

  /** The words of a reason, as a sentence begins. */
  static String reason(String name) {
    String words = known(name).map(LossReason::words).orElse(name);
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  /** What the address of a link looks like that was announced and never verified. */
  static String verdict(String verdict) {
    return known(verdict).map(LossReason::signature).orElse("not tried to the end yet");
  }

  private static Optional<LossReason> known(String name) {
    return Arrays.stream(LossReason.values())
        .filter(reason -> reason.name().equals(name))
        .findFirst();
  }

  /** What to check, by the first reason that points somewhere. */
  static String advice(List<String> reasons) {
    return advice(reasons, "It is tried again by itself.");
  }

  /** The same, and what else to do where none points anywhere. */
  static String advice(List<String> reasons, String otherwise) {
    return reasons.stream()
        .flatMap(name -> known(name).stream())
        .map(Words::advice)
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElse(otherwise);
  }

  private static String advice(LossReason reason) {
    return switch (reason.name()) {
      case "REFUSED" -> "The machine answers, its service does not: call the peer.";
      case "CONNECT_TIMEOUT" ->
          "Nothing comes back: check firewall and routing to these addresses, then call the peer.";
      case "UNREACHABLE" -> "There is no route: call your network people with these addresses.";
      case "SIGN_ON_REFUSED", "SIGN_ON_TIMEOUT", "ECHO_TIMEOUT" ->
          "TCP stands, the application does not take us: ask the peer whether it expects us.";
      case "RESET", "CLOSED_BY_PEER", "RESTARTED", "SIGNED_OFF" ->
          "The peer ended it: ask whether that was meant.";
      case "SILENT", "STALLED", "UNANSWERED" ->
          "The connection stood and was dead: a middle box that forgot it, or a host that hangs.";
      case "UNREADABLE", "FRAME_TOO_LONG", "FRAME_TOO_SLOW" ->
          "The peer speaks another protocol there, or something in between breaks it.";
      case "TLS_EXPIRED" ->
          "Renew the certificate that has ended, and see that all clocks are right.";
      case "TLS_OTHER_HOST" ->
          "Ask the peer which name its certificate bears: `tls.peer` has to be that one.";
      case "TLS_UNKNOWN_CA" ->
          "Ask the peer who signs its certificates: `tls.ca` has to be that one.";
      case "TLS_NO_CERTIFICATE" ->
          "Ask the peer to show a certificate that our `tls.ca` has signed.";
      case "TLS_REFUSED" -> "Ask the peer, whose log says why, which certificate it expects of us.";
      case "TLS_TIMEOUT", "TLS_FAILED" ->
          "Ask the peer whether it speaks TLS 1.2 or later there; nothing goes in clear text.";
      default -> "";
    };
  }
}
