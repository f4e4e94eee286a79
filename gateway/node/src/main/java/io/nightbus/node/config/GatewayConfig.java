package io.nightbus.node.config;

import io.nightbus.core.CardTokens;
import io.nightbus.core.Settings;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LinkSettings;
import io.nightbus.core.standin.StandInRules;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A configuration that was read and found in order.
 *
 * @param settings what the core is told; its hot cards are still empty, see {@link #withHotCards}
 * @param addresses for a link that we dial, the peer's address, not looked up; for one that we
 *     accept, the address that we listen on, shared by the links of its endpoint
 * @param guards how an endpoint's connections are secured; one that is not named is not
 * @param discoveries sites whose links are not in the settings, for their addresses are announced
 * @param hotCards file of refused card numbers, one per line
 */
public record GatewayConfig(
    Settings settings,
    Map<LinkId, InetSocketAddress> addresses,
    Map<String, Guard> guards,
    List<Discovery> discoveries,
    Store store,
    Admin admin,
    Log log,
    Optional<Path> hotCards) {

  /**
   * How one endpoint's connections are secured.
   *
   * @param tls empty for clear text
   * @param allow networks from which a peer may connect, as {@code 10.0.0.0/8}; empty for all
   */
  public record Guard(Optional<Tls> tls, List<String> allow) {}

  /**
   * Files in PEM.
   *
   * @param ca who has to have signed the peer's certificate
   * @param certificate ours; there where {@code key} is
   * @param key ours, PKCS #8
   * @param peer the name that the peer's certificate has to be for; empty = the host that we dial
   */
  public record Tls(Path ca, Optional<Path> certificate, Optional<Path> key, String peer) {}

  /**
   * A site whose addresses are announced.
   *
   * @param every pause between two look-ups
   * @param timeout longest wait for an answer
   * @param most addresses that have a link at a time
   * @param like how each of its links is kept; of its name endpoint and site count
   */
  public record Discovery(
      Source source, Duration every, Duration timeout, int most, LinkSettings like) {

    public String endpoint() {
      return like.id().endpoint();
    }

    public String site() {
      return like.id().site();
    }
  }

  /** Who announces addresses. */
  public sealed interface Source {

    /** A name, looked up again and again. */
    record Name(String host, int port) implements Source {}

    /** A file that somebody else writes. */
    record Listing(Path file) implements Source {}
  }

  /**
   * The embedded store.
   *
   * @param file the SQLite file; its folder is made where it is missing
   * @param keyFile 0600; made at the first start
   */
  public record Store(Path file, Path keyFile) {}

  /**
   * Where people and Prometheus reach the gateway.
   *
   * @param listen loopback only: batches carry card numbers, and this is plain HTTP
   * @param watch where metrics and health alone are served besides, at any address
   * @param tokenFile 0600; made at start
   */
  public record Admin(
      InetSocketAddress listen, Optional<InetSocketAddress> watch, Path tokenFile) {}

  /** What is logged and how. */
  public record Log(Format format, Level level) {

    /** AUTO = text on a terminal, JSON lines otherwise. */
    public enum Format {
      AUTO,
      JSON,
      TEXT
    }

    /** The least that is logged. */
    public enum Level {
      DEBUG,
      INFO,
      WARN,
      ERROR
    }
  }

  /** The address of a link that the settings have. */
  public InetSocketAddress address(LinkId link) {
    InetSocketAddress address = addresses.get(link);
    if (address == null) {
      throw new IllegalArgumentException("there is no link " + link);
    }
    return address;
  }

  /**
   * The settings with the hot cards as tokens. The file was readable when it was checked; where it
   * is not any more, the gateway must not start: it would approve cards that it should refuse.
   */
  public Settings withHotCards(CardTokens tokens) throws IOException {
    if (hotCards.isEmpty() || settings.standIn().isEmpty()) {
      return settings;
    }
    StandInRules rules = settings.standIn().get();
    var complete = rules.with(HotCards.read(hotCards.get(), tokens));
    return new Settings(
        settings.node(),
        settings.endpoints(),
        settings.routes(),
        Optional.of(complete),
        settings.transit());
  }
}
