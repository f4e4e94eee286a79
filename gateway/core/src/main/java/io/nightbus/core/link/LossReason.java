package io.nightbus.core.link;

/** Why a link ended or could not be had; every ending has one. */
public enum LossReason {
  REFUSED("the peer's address refuses connections"),
  CONNECT_TIMEOUT("no answer to the connect: host down or a firewall that drops"),
  UNREACHABLE("no route to the peer's address"),
  NO_LOCAL_PORT("this machine has no local port or file left for a connection"),
  RESET("the peer reset the connection"),
  CLOSED_BY_PEER("the peer closed the connection"),
  UNREADABLE("the peer sent what is not a message"),
  FRAME_TOO_LONG("the peer announced a longer message than agreed"),
  FRAME_TOO_SLOW("a message began and did not end in time"),
  STALLED("the peer stopped reading"),
  TLS_EXPIRED("a certificate has expired, or is not valid yet"),
  TLS_OTHER_HOST("the peer's certificate is for another host"),
  TLS_UNKNOWN_CA("the peer's certificate is not signed by the CA that is configured"),
  TLS_NO_CERTIFICATE("the peer showed no certificate"),
  TLS_REFUSED("the peer refused the TLS handshake: does it know our certificate?"),
  TLS_TIMEOUT("the peer took the connection and did not finish the TLS handshake"),
  TLS_FAILED("the TLS handshake failed: does the peer speak TLS at all?"),
  SIGN_ON_REFUSED("the peer refused the sign-on"),
  SIGN_ON_TIMEOUT("the peer did not answer the sign-on"),
  ECHO_TIMEOUT("the peer signed us on and did not answer the first echo"),
  SILENT("nothing was heard within the echo time"),
  UNANSWERED("too many requests in a row got no answer"),
  MISPAIRED("answers did not carry what their requests carried"),
  RESTARTED("the peer signed on again: it has started anew, and knows nothing of what was out"),
  SIGNED_OFF("the peer signed off"),
  DRAINED("drained by the operator"),
  REMOVED("not configured any more"),
  STOPPING("the gateway stops"),
  IO_ERROR("the connection failed");

  private final String words;

  LossReason(String words) {
    this.words = words;
  }

  public String words() {
    return words;
  }

  /** What an address that was never verified looks like from here, and what that often means. */
  public String signature() {
    return switch (this) {
      case REFUSED -> "refused: nobody listens there";
      case CONNECT_TIMEOUT -> "SYN unanswered: firewall?";
      case UNREACHABLE -> "no route, or forbidden on the way";
      case RESET -> "connected, then reset";
      case CLOSED_BY_PEER -> "connected, then closed: does its allow-list know us?";
      case UNREADABLE, FRAME_TOO_LONG -> "connected, speaks something else";
      case FRAME_TOO_SLOW, STALLED, SILENT -> "connected, then silent";
      case TLS_EXPIRED -> "certificate expired";
      case TLS_OTHER_HOST -> "certificate of another host";
      case TLS_UNKNOWN_CA -> "certificate of an unknown CA";
      case TLS_NO_CERTIFICATE -> "no certificate shown";
      case TLS_REFUSED -> "our TLS refused: does it know our certificate?";
      case TLS_TIMEOUT -> "connected, never finished TLS";
      case TLS_FAILED -> "no TLS there";
      case SIGN_ON_REFUSED -> "sign-on refused";
      case SIGN_ON_TIMEOUT -> "connected, sign-on unanswered";
      case ECHO_TIMEOUT -> "signed on, never echoed";
      case NO_LOCAL_PORT,
          UNANSWERED,
          MISPAIRED,
          RESTARTED,
          SIGNED_OFF,
          DRAINED,
          REMOVED,
          STOPPING,
          IO_ERROR ->
          words;
    };
  }
}
