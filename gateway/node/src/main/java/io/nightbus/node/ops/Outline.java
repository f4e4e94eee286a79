package io.nightbus.node.ops;

import io.nightbus.core.Settings;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LinkSettings;
import io.nightbus.core.standin.Limit;
import io.nightbus.core.standin.StandInRules;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What the configuration says, as far as people need it to understand a picture of now.
 *
 * @param node this gateway's name
 * @param transitTo endpoint that charges go to; empty where none are taken
 * @param currency of the amounts below, empty where stand-in is not configured
 * @param exposureLimit most that stand-in may approve without the host's acknowledgement; 0 without
 *     stand-in or bound
 * @param replayRate most charges a second that the contract allows, live traffic's share left out;
 *     0 where none are taken
 * @param addresses where each link ({@code endpoint/site/link}) connects to, or listens; kept up to
 *     date when links change
 * @param store the book's file
 */
public record Outline(
    String node,
    Optional<String> transitTo,
    String currency,
    long exposureLimit,
    int replayRate,
    Map<String, Address> addresses,
    Path store) {

  /** Where a link's connection comes from: we dial it, or the peer does. */
  public record Address(String text, boolean dialled) {}

  /** Of a gateway that is configured so. */
  public static Outline of(
      Settings settings, Map<LinkId, InetSocketAddress> addresses, Path store) {
    var texts = new ConcurrentSkipListMap<>(texts(settings, addresses));
    return new Outline(
        settings.node(),
        settings.transitTo(),
        settings.standIn().map(Outline::currency).orElse(""),
        settings.standIn().map(Outline::exposure).orElse(0L),
        settings.transitTo().map(to -> settings.backlogRate(settings.endpoint(to))).orElse(0),
        texts,
        store);
  }

  private static Map<String, Address> texts(
      Settings settings, Map<LinkId, InetSocketAddress> addresses) {
    var texts = new TreeMap<String, Address>();
    for (Settings.Endpoint endpoint : settings.endpoints()) {
      for (LinkSettings link : endpoint.links()) {
        InetSocketAddress at = addresses.get(link.id());
        String text = at == null ? "" : at.getHostString() + ":" + at.getPort();
        texts.put(link.id().toString(), new Address(text, link.dials()));
      }
    }
    return texts;
  }

  /** Endpoints have got other links. */
  public void use(Settings changed, Map<LinkId, InetSocketAddress> where) {
    Map<String, Address> now = texts(changed, where);
    addresses.keySet().retainAll(now.keySet());
    addresses.putAll(now);
  }

  private static String currency(StandInRules rules) {
    return rules.sets().isEmpty() ? "" : rules.sets().getFirst().currency();
  }

  private static long exposure(StandInRules rules) {
    return rules.exposure().amount() == Limit.ANY ? 0 : rules.exposure().amount();
  }

  Address address(String link) {
    return addresses.getOrDefault(link, new Address("", true));
  }
}
