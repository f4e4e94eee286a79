package io.nightbus.sim.wire;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * TLS on all links of a simulator, 1.2 or later, from files in PEM that are read when it starts.
 * There is no clear text beside it. Who the other is says the CA alone: names are not compared.
 *
 * @param ca who has to have signed the other's certificate
 * @param own whom we show; needed where we listen, and where the other demands it
 * @param demands where we listen: who connects has to show a certificate
 */
public record Tls(Path ca, Optional<Own> own, boolean demands) {

  /**
   * Who we are.
   *
   * @param certificate ours, and those between it and its CA
   * @param key PKCS #8, without a pass phrase
   */
  public record Own(Path certificate, Path key) {}

  /** Both show a certificate, and believe in this CA. */
  public static Tls mutual(Path ca, Own own) {
    return new Tls(ca, Optional.of(own), true);
  }

  /** Shows none itself: for links that dial. */
  public static Tls anonymous(Path ca) {
    return new Tls(ca, Optional.empty(), true);
  }

  /** The same where we listen, but that anybody may connect. */
  public Tls takingAnybody() {
    return new Tls(ca, own, false);
  }

  SslContext dialling() throws IOException {
    SslContextBuilder builder = SslContextBuilder.forClient().endpointIdentificationAlgorithm(null);
    if (own.isPresent()) {
      builder.keyManager(own.get().certificate().toFile(), own.get().key().toFile());
    }
    return built(builder);
  }

  SslContext listening() throws IOException {
    Own ours = own.orElseThrow();
    return built(
        SslContextBuilder.forServer(ours.certificate().toFile(), ours.key().toFile())
            .clientAuth(demands ? ClientAuth.REQUIRE : ClientAuth.NONE));
  }

  private SslContext built(SslContextBuilder builder) throws IOException {
    try {
      return builder
          .sslProvider(SslProvider.JDK)
          .trustManager(ca.toFile())
          .protocols("TLSv1.3", "TLSv1.2")
          .build();
    } catch (SSLException | IllegalArgumentException unfit) {
      throw new IOException("TLS from " + files() + ": " + unfit.getMessage(), unfit);
    }
  }

  private String files() {
    return own.map(ours -> ca + ", " + ours.certificate() + ", " + ours.key())
        .orElse(ca.toString());
  }
}
