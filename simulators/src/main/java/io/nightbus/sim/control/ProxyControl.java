package io.nightbus.sim.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import io.nightbus.sim.control.Loopback.Refused;
import io.nightbus.sim.proxy.Direction;
import io.nightbus.sim.proxy.Proxy;
import io.nightbus.sim.proxy.Toxic;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * HTTP on loopback for a row of proxies. Every mistake is a 4xx with one sentence under "error".
 */
public final class ProxyControl implements AutoCloseable {
  private static final Set<String> NUMBERS =
      Set.of("ms", "jitterMs", "bytesPerSecond", "bytes", "share");
  private static final Set<String> TOXIC_FIELDS =
      Stream.concat(Stream.of("proxy", "direction", "kind"), NUMBERS.stream())
          .collect(Collectors.toUnmodifiableSet());
  private static final Set<String> WHICH = Set.of("proxy");
  private static final Set<String> WHICH_ONE = Set.of("proxy", "id");

  /** Numbers of toxics are per proxy; here each is told with its proxy. */
  private record Added(String proxy, int id) {}

  private final List<Proxy> proxies;
  private final Loopback http;

  /**
   * Opens it.
   *
   * @param port 0 takes a free one
   */
  public ProxyControl(List<Proxy> proxies, int port, Runnable onStop) throws IOException {
    this.proxies = List.copyOf(proxies);
    this.http = new Loopback(port, this::route, onStop);
  }

  public int port() {
    return http.port();
  }

  @Override
  public void close() {
    http.close();
  }

  private Object route(HttpExchange exchange) throws IOException, Refused {
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getPath();
    return switch (method + " " + path) {
      case "GET /status" -> proxies.stream().map(ProxyControl::show).toList();
      case "POST /toxics" -> add(Loopback.body(exchange));
      case "DELETE /toxics" -> heal(proxies);
      case "POST /remove" -> remove(Loopback.body(exchange));
      case "POST /heal" -> heal(which(exchange));
      case "POST /down" -> each(which(exchange), "down", Proxy::down);
      case "POST /reset" -> each(which(exchange), "reset", Proxy::reset);
      case "POST /hang-up" -> each(which(exchange), "hung up", Proxy::hangUp);
      case "POST /stop" -> new Loopback.Stopping(true);
      default -> throw new Refused(404, "there is no " + method + " " + path);
    };
  }

  private static Object show(Proxy proxy) {
    var shown = new LinkedHashMap<String, Object>();
    shown.put("name", proxy.name());
    shown.put("port", proxy.port());
    shown.put("to", proxy.target().getHostString() + ":" + proxy.target().getPort());
    shown.put("down", proxy.isDown());
    shown.put("connections", proxy.connections());
    shown.put("accepted", proxy.accepted());
    shown.put("bytesUp", proxy.bytes(Direction.UP));
    shown.put("bytesDown", proxy.bytes(Direction.DOWN));
    shown.put("toxics", toxics(proxy));
    return shown;
  }

  private static List<String> toxics(Proxy proxy) {
    return proxy.toxics().stream()
        .map(on -> on.id() + " " + on.direction() + " " + on.toxic())
        .toList();
  }

  private List<Proxy> which(HttpExchange exchange) throws IOException, Refused {
    JsonNode body = Loopback.body(exchange);
    Loopback.known(body, WHICH);
    return named(body);
  }

  /** Empty or absent = all of them. */
  private List<Proxy> named(JsonNode body) throws Refused {
    String name = body.path("proxy").asText("");
    List<Proxy> found =
        proxies.stream().filter(each -> name.isEmpty() || each.name().equals(name)).toList();
    if (found.isEmpty()) {
      throw new Refused(
          400,
          "there is no proxy \""
              + name
              + "\"; there are "
              + proxies.stream().map(Proxy::name).toList());
    }
    return found;
  }

  private static Object each(List<Proxy> which, String word, Consumer<Proxy> deed) {
    which.forEach(deed);
    return Map.of(word, which.stream().map(Proxy::name).toList());
  }

  private static Object heal(List<Proxy> which) throws IOException {
    for (Proxy proxy : which) {
      proxy.heal();
    }
    return Map.of("healed", which.stream().map(Proxy::name).toList());
  }

  private Object add(JsonNode body) throws Refused {
    Loopback.known(body, TOXIC_FIELDS);
    for (String number : NUMBERS) {
      if (body.has(number) && !body.path(number).isNumber()) {
        throw new Refused(400, number + ": has to be a number");
      }
    }
    Toxic toxic = toxic(body);
    var added = new ArrayList<Added>();
    for (Proxy proxy : named(body)) {
      for (Direction direction : directions(body)) {
        added.add(new Added(proxy.name(), proxy.add(toxic, direction)));
      }
    }
    return added;
  }

  /** Takes one toxic off, under the number that it was given when it was switched on. */
  private Object remove(JsonNode body) throws Refused {
    Loopback.known(body, WHICH_ONE);
    int id = body.path("id").asInt();
    List<String> rid =
        named(body).stream().filter(proxy -> proxy.remove(id)).map(Proxy::name).toList();
    if (rid.isEmpty()) {
      throw new Refused(400, "id: no toxic has number " + body.path("id") + " there");
    }
    return Map.of("removed", rid);
  }

  private static List<Direction> directions(JsonNode body) throws Refused {
    return switch (body.path("direction").asText("both").toLowerCase(Locale.ROOT)) {
      case "up" -> List.of(Direction.UP);
      case "down" -> List.of(Direction.DOWN);
      case "both" -> List.of(Direction.UP, Direction.DOWN);
      default -> throw new Refused(400, "direction: up, down or both");
    };
  }

  private static Toxic toxic(JsonNode body) throws Refused {
    Duration time = Duration.ofMillis(body.path("ms").asLong(0));
    return switch (body.path("kind").asText()) {
      case "latency" -> new Toxic.Latency(time, Duration.ofMillis(body.path("jitterMs").asLong(0)));
      case "bandwidth" -> new Toxic.Bandwidth(body.path("bytesPerSecond").asLong(0));
      case "slow_close" -> new Toxic.SlowClose(time);
      case "timeout" -> new Toxic.Timeout(time);
      case "reset_peer" -> new Toxic.ResetPeer(time);
      case "slicer" -> new Toxic.Slicer(body.path("bytes").asInt(1), time);
      case "limit_data" -> new Toxic.LimitData(body.path("bytes").asLong(0));
      case "corrupt" -> new Toxic.Corrupt(body.path("share").asDouble(1));
      default ->
          throw new Refused(
              400,
              "kind: latency, bandwidth, slow_close, timeout, reset_peer, slicer, limit_data or"
                  + " corrupt");
    };
  }
}
