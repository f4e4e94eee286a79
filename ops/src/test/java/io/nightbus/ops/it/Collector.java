package io.nightbus.ops.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** A receiver of OTLP over HTTP, which can also take a request and never answer it. */
final class Collector implements AutoCloseable {
  /** A span as it came. */
  record Seen(
      String service,
      String name,
      String trace,
      String span,
      String parent,
      List<String> links,
      Map<String, String> attributes) {}

  private static final HexFormat HEX = HexFormat.of();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile boolean hanging;

  Collector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** From now on it takes what comes and says nothing. */
  void hang() {
    hanging = true;
  }

  List<Seen> seen() {
    return seen;
  }

  byte[] bytes() {
    synchronized (bytes) {
      return bytes.toByteArray();
    }
  }

  private void take(HttpExchange exchange) throws IOException {
    byte[] body;
    try (InputStream in = exchange.getRequestBody()) {
      body = in.readAllBytes();
    }
    if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
      body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
    }
    if (hanging) {
      try {
        end.await();
      } catch (InterruptedException over) {
        Thread.currentThread().interrupt();
      }
      exchange.close();
      return;
    }
    synchronized (bytes) {
      bytes.write(body);
    }
    for (ResourceSpans from : ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
      String service =
          attributes(from.getResource().getAttributesList()).getOrDefault("service.name", "");
      from.getScopeSpansList().stream()
          .flatMap(scope -> scope.getSpansList().stream())
          .forEach(span -> seen.add(seen(service, span)));
    }
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  private static Seen seen(String service, Span span) {
    return new Seen(
        service,
        span.getName(),
        hex(span.getTraceId().toByteArray()),
        hex(span.getSpanId().toByteArray()),
        hex(span.getParentSpanId().toByteArray()),
        span.getLinksList().stream().map(link -> hex(link.getTraceId().toByteArray())).toList(),
        attributes(span.getAttributesList()));
  }

  private static String hex(byte[] id) {
    return HEX.formatHex(id);
  }

  private static Map<String, String> attributes(List<KeyValue> attributes) {
    return attributes.stream()
        .collect(
            Collectors.toMap(
                KeyValue::getKey, each -> each.getValue().getStringValue(), (one, _) -> one));
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
