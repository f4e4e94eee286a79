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
 * @param announcements of sites whose addresses are announced, by {@code endpoint/site}; kept up to
 *     date
 */
public record Outline(
    String node,
    Optional<String> transitTo,
    String currency,
    long exposureLimit,
    int replayRate,
    Map<String, Address> addresses,
    Path store,
    Map<String, Announcement> announcements) {

  /** Without any site whose addresses are announced. */
  Outline(
      String node,
      Optional<String> transitTo,
      String currency,
      long exposureLimit,
      int replayRate,
      Map<String, Address> addresses,
      Path store) {
    this(node, transitTo, currency, exposureLimit, replayRate, addresses, store, Map.of());
  }

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
        store,
        new ConcurrentSkipListMap<>());
  }

  private static Map<String, Address> texts(
      Settings settings, Map<LinkId, InetSocketAddress> addresses) {
    var texts = new TreeMap<String, Address>();
    for (Settings.Endpoint endpoint : settings.endpoints()) {
      for (LinkSettings link : endpoint.links()) {
        InetSocketAddress at = addresses.get(link.id());
        String text = at == null ? "" : text(at);
        texts.put(link.id().toString(), new Address(text, link.dials()));
      }
    }
    return texts;
  }

  /** An address for people: its numbers where they are known, for a name may have many. */
  public static String text(InetSocketAddress at) {
    String host = at.isUnresolved() ? at.getHostString() : at.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + at.getPort();
  }

  /** A site's name or file has been asked. */
  public void hear(Announcement news) {
    announcements.put(news.endpoint() + "/" + news.site(), news);
  }

  /** What was heard last of a site; empty before the first look-up has ended. */
  public Optional<Announcement> announcement(String endpoint, String site) {
    return Optional.ofNullable(announcements.get(endpoint + "/" + site));
  }

  /** Endpoints are about to get these links; where that is refused, nobody asks for them. */
  public void add(Settings changed, Map<LinkId, InetSocketAddress> where) {
    texts(changed, where).forEach(addresses::putIfAbsent);
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
