package io.nightbus.node.wire;

import io.netty.channel.Channel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS for the links of one endpoint: 1.2 or later, the CA that is pinned, the name that the peer
 * has to have. There is no clear text beside it. Its files are read by {@link #refresh}, off the
 * loop.
 */
public final class Tls {
  private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
  private static final Duration HANDSHAKE = Duration.ofSeconds(3);

  private final TlsFiles files;
  private final boolean dials;
  private volatile Loaded loaded;

  /** Of which state the files were when they were read last, in order or not. */
  private volatile List<FileTime> tried;

  /** What was read. */
  private record Loaded(SslContext context, Instant expires) {}

  private Tls(TlsFiles files, boolean dials) throws IOException {
    this.files = files;
    this.dials = dials;
    // Before the content: what changes while it is read is read again.
    this.tried = times(files);
    this.loaded = load(files, dials);
  }

  /**
   * Reads the files.
   *
   * @param dials we connect; otherwise the peer does, and has to show a certificate
   * @throws IOException saying which file is not in order, and why
   */
  public static Tls of(TlsFiles files, boolean dials) throws IOException {
    return new Tls(files, dials);
  }

  private static Loaded load(TlsFiles files, boolean dials) throws IOException {
    Instant expires = expires(files);
    try {
      SslContextBuilder builder =
          dials
              ? SslContextBuilder.forClient()
              : SslContextBuilder.forServer(own(files).certificate().toFile(), key(files))
                  .clientAuth(ClientAuth.REQUIRE);
      if (dials && files.own().isPresent()) {
        builder.keyManager(own(files).certificate().toFile(), key(files));
      }
      SslContext context =
          builder
              .sslProvider(SslProvider.JDK)
              .trustManager(files.ca().toFile())
              .protocols("TLSv1.3", "TLSv1.2")
              .build();
      return new Loaded(context, expires);
    } catch (SSLException | IllegalArgumentException unfit) {
      throw new IOException(files.ca().getParent() + ": " + unfit.getMessage(), unfit);
    }
  }

  private static TlsFiles.Own own(TlsFiles files) throws IOException {
    return files
        .own()
        .orElseThrow(() -> new IOException("who listens needs a certificate of his own"));
  }

  private static java.io.File key(TlsFiles files) throws IOException {
    return own(files).key().toFile();
  }

  private static List<Path> paths(TlsFiles files) {
    var paths = new ArrayList<Path>(List.of(files.ca()));
    files.own().ifPresent(own -> paths.addAll(List.of(own.certificate(), own.key())));
    return paths;
  }

  private static List<FileTime> times(TlsFiles files) throws IOException {
    var times = new ArrayList<FileTime>();
    for (Path path : paths(files)) {
      times.add(Files.getLastModifiedTime(path));
    }
    return times;
  }

  /** When the first of our certificate and the CA's ends. */
  private static Instant expires(TlsFiles files) throws IOException {
    var all = new ArrayList<X509Certificate>(certificates(files.ca()));
    Optional<TlsFiles.Own> own = files.own();
    if (own.isPresent()) {
      all.addAll(certificates(own.get().certificate()));
    }
    return all.stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Comparator.naturalOrder())
        .orElseThrow(() -> new IOException(files.ca() + " holds no certificate"));
  }

  private static List<X509Certificate> certificates(Path file) throws IOException {
    var found = new ArrayList<X509Certificate>();
    try (InputStream in = Files.newInputStream(file)) {
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        if (each instanceof X509Certificate certificate) {
          found.add(certificate);
        }
      }
      return found;
    } catch (GeneralSecurityException unfit) {
      throw new IOException(file + " is not a certificate in PEM", unfit);
    }
  }

  /**
   * Reads the files again where they have changed; the next connection uses them. What is not in
   * order is told in the log, and what was in use stays so.
   */
  public void refresh() {
    try {
      List<FileTime> now = times(files);
      if (!now.equals(tried)) {
        tried = now;
        loaded = load(files, dials);
        LOG.info("{} and its neighbours were read again", files.ca());
      }
    } catch (IOException unfit) {
      LOG.error(
          "the certificates stay as they were, for what is there now is not in order: {}",
          unfit.getMessage());
    }
  }

  /** When the first of our certificates, or the CA's, ends. */
  public Instant expires() {
    return loaded.expires();
  }

  /** Secures a connection; its handshake has a deadline of its own, and is not the loop's work. */
  SslHandler handler(Channel channel, InetSocketAddress peer, Handshakes handshakes) {
    String name = files.peer().isEmpty() ? peer.getHostString() : files.peer();
    SSLEngine engine = loaded.context().newEngine(channel.alloc(), name, peer.getPort());
    // Who connects to us is held against a name only where one is given; the CA is always.
    if (dials || !files.peer().isEmpty()) {
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      engine.setSSLParameters(parameters);
    }
    var handler = new SslHandler(engine, handshakes.of(channel, dials));
    handler.setHandshakeTimeoutMillis(HANDSHAKE.toMillis());
    return handler;
  }
}
