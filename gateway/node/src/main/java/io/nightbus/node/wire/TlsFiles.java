package io.nightbus.node.wire;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of one endpoint's TLS, in PEM. Read again when they change; the connections that stand
 * are left alone.
 *
 * @param ca who has to have signed the peer's certificate; nobody else is believed
 * @param own our certificate and its key; needed where we listen, and where the peer asks for one
 * @param peer the name that the peer's certificate has to be for; empty = the host that we dial
 */
public record TlsFiles(Path ca, Optional<Own> own, String peer) {

  /**
   * Who we are.
   *
   * @param certificate ours, and those between it and the CA
   * @param key PKCS #8
   */
  public record Own(Path certificate, Path key) {}
}
