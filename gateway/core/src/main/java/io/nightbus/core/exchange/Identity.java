package io.nightbus.core.exchange;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;

/**
 * What makes a request of one originator the same request again: endpoint, version and class, DE 7,
 * 11, 32, 41 (domain §3.4). The repeat digit does not count. Holds no account data.
 */
public record Identity(
    String endpoint,
    int versionAndClass,
    String transmitted,
    String stan,
    String acquirer,
    String terminal) {

  public static Identity of(String endpoint, Message request) {
    return new Identity(
        endpoint,
        request.mti().code() / 100,
        request.get(De.TRANSMISSION_TIME, ""),
        request.get(De.STAN, ""),
        request.get(De.ACQUIRER, ""),
        request.get(De.TERMINAL, ""));
  }

  /** One line of text that is unique for the identity; the book's unique key. */
  public String key() {
    return endpoint
        + '|'
        + versionAndClass
        + '|'
        + transmitted
        + '|'
        + stan
        + '|'
        + acquirer
        + '|'
        + terminal;
  }
}
