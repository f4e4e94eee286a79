package io.nightbus.sim;

import io.nightbus.iso.dialect.Dialect;
import io.nightbus.sim.host.Host;
import io.nightbus.sim.ledger.Ledger;
import io.nightbus.sim.rules.Rules;
import io.nightbus.sim.traffic.LiveTraffic;
import io.nightbus.sim.wire.Tls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a simulator is to be. Collects settings; {@link #start} checks them together. */
public final class Plan {
  final String kind;
  final List<LinkPlan> links = new ArrayList<>();
  Dialect dialect = Dialect.named("iso87-ascii").orElseThrow();
  Host.@Nullable Settings host;
  Rules rules = Rules.NONE;
  @Nullable LiveTraffic live;
  Ledger.Mode mode = Ledger.Mode.FULL;
  @Nullable Path ledgerFile;
  @Nullable Path journalFile;
  long seed = 1;
  int control = -1;
  double rateAtSignOn;
  @Nullable Tls tls;

  /**
   * Begins a plan.
   *
   * @param kind what the simulator calls itself: network, issuer, acquirer
   */
  public Plan(String kind) {
    this.kind = kind;
  }

  public String kind() {
    return kind;
  }

  /** An unknown name is an {@link IllegalArgumentException} that lists those there are. */
  public Plan dialect(String name) {
    dialect =
        Dialect.named(name)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "dialect \"" + name + "\" is not known; there are " + Dialect.names()));
    return this;
  }

  public Plan link(LinkPlan link) {
    links.add(link);
    return this;
  }

  /** Links of one site that listen on free ports. */
  public Plan site(String site, String... names) {
    for (String name : names) {
      link(LinkPlan.listening(site, name, 0));
    }
    return this;
  }

  /** What decides; without it a simulator only asks. */
  public Plan host(Host.Settings settings) {
    host = settings;
    return this;
  }

  public Plan rules(Rules set) {
    rules = set;
    return this;
  }

  /** What can be asked; asking starts with {@link Simulator#traffic}. */
  public Plan live(LiveTraffic traffic) {
    live = traffic;
    return this;
  }

  public Plan ledger(Ledger.Mode kept, @Nullable Path file) {
    mode = kept;
    ledgerFile = file;
    return this;
  }

  public Plan journal(@Nullable Path file) {
    journalFile = file;
    return this;
  }

  public Plan seed(long number) {
    seed = number;
    return this;
  }

  /** Begins to ask so many requests a second as soon as the first link is signed on. */
  public Plan rateAtSignOn(double perSecond) {
    if (!(perSecond >= 0 && perSecond <= 100_000)) {
      throw new IllegalArgumentException("rate: from 0 to 100000 requests a second");
    }
    rateAtSignOn = perSecond;
    return this;
  }

  /** Speaks TLS alone, on each of its links; without it all is in clear text. */
  public Plan tls(Tls secured) {
    tls = secured;
    return this;
  }

  /** The loopback port of the HTTP interface; 0 takes a free one, -1 opens none. */
  public Plan control(int port) {
    control = port;
    return this;
  }

  /**
   * Starts it; it listens when this returns.
   *
   * @throws IOException where a port or a file can't be had
   * @throws IllegalArgumentException where the settings contradict each other
   */
  public Simulator start() throws IOException {
    if (links.isEmpty()) {
      throw new IllegalArgumentException("a simulator needs a link");
    }
    var names = new HashSet<String>();
    for (LinkPlan link : links) {
      if (!names.add(link.name())) {
        throw new IllegalArgumentException("two links are called \"" + link.name() + "\"");
      }
    }
    Host.Settings settings = host;
    if (mode == Ledger.Mode.COUNTS && settings != null) {
      if (!settings.guarantees().isEmpty()) {
        throw new IllegalArgumentException(
            "a ledger of counts remembers nothing: it goes with the guarantee \"nothing\" only");
      }
      host = settings.forgetting();
    }
    return new Simulator(this);
  }
}
