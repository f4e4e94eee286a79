package io.nightbus.node.cli;

import io.nightbus.core.Command;
import io.nightbus.core.Result;
import io.nightbus.core.Settings;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LinkSettings;
import io.nightbus.node.config.ConfigChange;
import io.nightbus.node.config.GatewayConfig;
import io.nightbus.node.engine.Engine;
import io.nightbus.node.ops.Outline;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * All links that the running gateway has: those of its configuration, and those of addresses that
 * were announced. Whoever changes one kind leaves the other alone.
 */
final class Roster {
  private static final long SECONDS = 5;

  private final Engine engine;
  private final Outline outline;
  private GatewayConfig config;

  /** By endpoint and site. */
  private final Map<String, List<Entry>> announced = new LinkedHashMap<>();

  /** A link whose address was announced. */
  record Entry(LinkSettings link, InetSocketAddress address) {}

  Roster(GatewayConfig config, Engine engine, Outline outline) {
    this.config = config;
    this.engine = engine;
    this.outline = outline;
  }

  synchronized GatewayConfig config() {
    return config;
  }

  /** Configured links change. */
  synchronized Result reload(GatewayConfig next, ConfigChange change, String by, String reason) {
    GatewayConfig before = config;
    config = next;
    List<Command.EndpointLinks> all =
        change.endpoints().stream()
            .map(each ->
                new Command.EndpointLinks(
                    each.endpoint(), links(each.endpoint()), each.moved(), each.sites()))
            .toList();
    Result result = carryOut(new Command.ChangeLinks(all, by, reason));
    if (result instanceof Result.Refused) {
      config = before;
    }
    return result;
  }

  /** The links of a site whose addresses are announced change. */
  synchronized Result announced(String endpoint, String site, List<Entry> entries) {
    Map<LinkId, InetSocketAddress> before = addresses();
    List<Entry> old = announced.getOrDefault(key(endpoint, site), List.of());
    announced.put(key(endpoint, site), List.copyOf(entries));
    Set<LinkId> moved = new LinkedHashSet<>();
    for (Entry entry : entries) {
      LinkId id = entry.link().id();
      if (before.containsKey(id) && !entry.address().equals(before.get(id))) {
        moved.add(id);
      }
    }
    var change = new Command.EndpointLinks(endpoint, links(endpoint), moved, Optional.empty());
    Result result = carryOut(new Command.ChangeLinks(List.of(change), "", "announced"));
    if (result instanceof Result.Refused) {
      announced.put(key(endpoint, site), old);
    }
    return result;
  }

  private static String key(String endpoint, String site) {
    return endpoint + "/" + site;
  }

  private List<LinkSettings> links(String endpoint) {
    var links = new ArrayList<>(config.settings().endpoint(endpoint).links());
    announced.values().stream()
        .flatMap(List::stream)
        .map(Entry::link)
        .filter(link -> link.id().endpoint().equals(endpoint))
        .forEach(links::add);
    return links;
  }

  private Settings settings() {
    return config.settings().withLinks(this::links);
  }

  private Map<LinkId, InetSocketAddress> addresses() {
    var all = new LinkedHashMap<>(config.addresses());
    announced.values().forEach(list -> list.forEach(e -> all.put(e.link().id(), e.address())));
    return all;
  }

  /** Where no answer comes in time it may still be carried out: then it counts as done. */
  private Result carryOut(Command.ChangeLinks order) {
    Settings settings = settings();
    Map<LinkId, InetSocketAddress> addresses = addresses();
    // Before the link is there: nobody sees it without its address.
    outline.add(settings, addresses);
    Result result;
    try {
      result = engine.change(settings, addresses, order).get(SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      result = new Result.Ordered(List.of("no answer within " + SECONDS + " s"));
    } catch (ExecutionException failed) {
      result = new Result.Refused("it failed: " + failed.getMessage());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      result = new Result.Refused("interrupted");
    }
    if (!(result instanceof Result.Refused)) {
      outline.use(settings, addresses);
    }
    return result;
  }
}
