package io.nightbus.node.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** {@code tls} of one endpoint, and who may connect to it. */
final class GuardReading {
  private static final Duration SOON = Duration.ofDays(30);

  private final Section endpoint;
  private final Section section;
  private final boolean dials;
  private final List<String> allow;
  private final Path folder;

  GuardReading(Section endpoint, boolean dials, List<String> allow, Path folder) {
    this.endpoint = endpoint;
    this.section = endpoint.section("tls");
    this.dials = dials;
    this.allow = allow;
    this.folder = folder;
  }

  /** Empty where nothing is secured. */
  Optional<GatewayConfig.Guard> guard() {
    Optional<GatewayConfig.Tls> tls = tls();
    return tls.isEmpty() && allow.isEmpty()
        ? Optional.empty()
        : Optional.of(new GatewayConfig.Guard(tls, allow));
  }

  private Optional<GatewayConfig.Tls> tls() {
    Optional<Path> ca = file("ca");
    Optional<Path> certificate = file("certificate");
    Optional<Path> key = file("key");
    String peer = section.find("peer", Kinds.text("host name")).orElse("");
    section.end();
    if (!endpoint.has("tls")) {
      return Optional.empty();
    }
    if (!section.has("ca")) {
      section.error("ca", "missing", "the PEM file of the CA that signs the peer's certificate");
    }
    if (!dials && !section.has("certificate")) {
      section.error("certificate", "missing", "who listens needs a certificate and its key");
    }
    if (section.has("certificate") != section.has("key")) {
      section.error(
          section.has("key") ? "key" : "certificate",
          "a certificate and its key belong together",
          "certificate and key, or neither");
    }
    ca.ifPresent(file -> check("ca", file));
    certificate.ifPresent(file -> check("certificate", file));
    return ca.map(file -> new GatewayConfig.Tls(file, certificate, key, peer));
  }

  private Optional<Path> file(String key) {
    Optional<Path> file =
        section.find(key, Kinds.PATH).map(text -> folder.resolve(text).normalize());
    if (file.isPresent() && !Files.isReadable(file.get())) {
      section.error(key, "cannot be read", "a PEM file that this user may read");
      return Optional.empty();
    }
    return file;
  }

  /** A certificate that has ended makes no link: better said now than by the first handshake. */
  private void check(String key, Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> all =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (all.isEmpty()) {
        section.error(key, "holds no certificate", "BEGIN CERTIFICATE … in PEM");
      }
      for (Certificate each : all) {
        if (each instanceof X509Certificate certificate) {
          checkDates(key, certificate.getNotAfter().toInstant());
        }
      }
    } catch (IOException | GeneralSecurityException unfit) {
      section.error(key, "is not a certificate", "BEGIN CERTIFICATE … in PEM");
    }
  }

  private void checkDates(String key, Instant end) {
    Instant now = Instant.now();
    if (end.isBefore(now)) {
      section.error(key, "has expired on " + end, "a new one; the same file may hold it");
    } else if (end.isBefore(now.plus(SOON))) {
      section.warning(key, "expires on " + end, "renew it; it is read again when it changes");
    }
  }
}
