package io.nightbus.node.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.nightbus.core.Fact;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LossReason;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.iso.dialect.ResponseClass;
import io.nightbus.node.engine.LinkTraffic;
import io.nightbus.node.store.Reports.Owing;
import io.nightbus.node.store.Reports.Sum;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The page, the code and what is scraped say the same. */
class MetricsReferenceTest {
  private static final Path PAGE = Path.of("../../ops/reference/metrics.md");
  private static final Pattern SAMPLE =
      Pattern.compile("(nightbus_[a-z_]+?)(?:_bucket|_count|_sum|_max)?(?:\\{(.*)\\})? .*");

  private static Telemetry busy() {
    var links = List.of("network/north/n1", "network/north/n2");
    var telemetry = new Telemetry("1.2.3", "c0ffee", links);
    for (Fact.Kind kind : Fact.Kind.values()) {
      telemetry
          .observer()
          .note(new Fact(kind, isOfLink(kind) ? links.getFirst() : "network", "UP", 1));
    }
    telemetry.committed(1_000_000);
    for (OwnMetric metric : OwnMetric.values()) {
      switch (metric) {
        case BUILD_INFO,
            LINK_UP,
            TRUNCATED,
            STORE_COMMIT,
            ANSWERS,
            LINK_MESSAGES,
            LINK_BYTES,
            LINK_HEARD,
            RESPONSE_CODES -> {}
        case PAGE_WATCHERS,
            STORE_WAITING,
            STORE_CRAMPED,
            WAITING_CONNECTIONS,
            LOOP_WAITING,
            KEYS_WRITTEN,
            CONFIG_TAKEN,
            CONFIG_TIME ->
            telemetry.watch(metric, () -> 1);
        case ANNOUNCEMENTS -> telemetry.announced("network", "found", "GOOD");
        case TLS_LEFT -> telemetry.watch(metric, () -> 1, "network");
        case ADMIN_REFUSED -> telemetry.counter(metric, "busy").increment();
        default -> telemetry.counter(metric).increment();
      }
    }
    telemetry.traffic(() -> traffic(links, 2, "00"));
    Looked looked = Looked.well().down("network/north/n2", "REFUSED", 4);
    looked.answered("network/north/n1", Duration.ofMillis(3));
    looked.announced("network/found/1", "CONNECT_TIMEOUT").heard("network", "found", "GOOD", "");
    looked.owing.add(
        new Owing(
            "issuer", "ADVICE", "826", false, new Sum(3, 4_500), Looked.NOW.minusSeconds(60)));
    looked.batch(ChargeState.QUEUED, 10, Looked.NOW.plusSeconds(3600)).maintained("network");
    telemetry.update(looked.sight());
    return telemetry;
  }

  /** The same over each link: messages of as many classes, and these codes at every endpoint. */
  private static LinkTraffic traffic(List<String> links, int classes, String... codes) {
    var messages = new ArrayList<Long>();
    for (int i = 0; i < 10; i++) {
      messages.add(i < classes ? 7L : 0L);
    }
    var way = new LinkTraffic.Way(900, messages);
    var counted = new TreeMap<String, Long>();
    Arrays.stream(codes).forEach(code -> counted.put(code, 7L));
    var byEndpoint = new TreeMap<String, Map<String, Long>>();
    var ofLinks = new ArrayList<LinkTraffic.OfLink>();
    for (String id : links) {
      String[] parts = id.split("/", -1);
      var link = new LinkId(parts[0], parts[1], parts[2]);
      ofLinks.add(new LinkTraffic.OfLink(link, way, way, Optional.of(Looked.NOW)));
      byEndpoint.put(link.endpoint(), counted);
    }
    return new LinkTraffic(ofLinks, byEndpoint, byEndpoint);
  }

  private static boolean isOfLink(Fact.Kind kind) {
    return kind == Fact.Kind.LINK_STATE || kind == Fact.Kind.LINK_DOUBT;
  }

  /** Labels by name of metric, as scraped. */
  private static Map<String, List<String>> scraped() {
    var found = new TreeMap<String, List<String>>();
    for (String line : busy().scrape("text/plain").lines().toList()) {
      Matcher sample = SAMPLE.matcher(line);
      if (!line.startsWith("#") && sample.matches()) {
        var labels = new ArrayList<String>();
        String all = sample.group(2) == null ? "" : sample.group(2);
        Arrays.stream(all.split(",(?=[a-z_]+=)", -1))
            .filter(label -> !label.isEmpty() && !label.startsWith("le="))
            .forEach(label -> labels.add(label.substring(0, label.indexOf('='))));
        found.put(sample.group(1), labels.stream().sorted().toList());
      }
    }
    return found;
  }

  @Test
  void thePageIsMadeFromTheCode() throws IOException {
    if (Boolean.getBoolean("nightbus.write")) {
      Files.writeString(PAGE, MetricsReference.page());
    }
    assertThat(Files.readString(PAGE))
        .as("run this test with -Dnightbus.write=true to make the page anew")
        .isEqualTo(MetricsReference.page());
  }

  @Test
  void everyMetricThatIsScrapedIsInTheReferenceWithItsLabelsAndNoOther() {
    var written = new TreeMap<String, List<String>>();
    MetricsReference.entries().forEach((name, entry) -> written.put(name, entry.labels()));

    assertThat(scraped()).isEqualTo(written);
  }

  /**
   * Every link failed in eight ways and was doubted in four, every answer had every class, every
   * link had messages of all classes and every endpoint as many codes as are told apart.
   */
  private static Telemetry twentyLinksAtFivePeers() {
    var links = new ArrayList<String>();
    Looked looked = new Looked();
    for (int peer = 0; peer < 5; peer++) {
      looked.endpoint("peer" + peer, "HOST", "CLOSED", 0);
      for (int link = 0; link < 4; link++) {
        String id = "peer" + peer + "/site" + link / 2 + "/l" + link;
        links.add(id);
        looked.down(id, "REFUSED", 1).answered(id, Duration.ofMillis(3));
      }
    }
    var telemetry = new Telemetry("1", "c0ffee", links);
    telemetry.update(looked.sight());
    String[] codes = IntStream.rangeClosed(0, 24).mapToObj(i -> "c" + i).toArray(String[]::new);
    telemetry.traffic(() -> traffic(links, 10, codes));
    for (String id : links) {
      for (var why : List.of(LossReason.values()).subList(0, 8)) {
        telemetry.observer().note(new Fact(Fact.Kind.LINK_STATE, id, why.name(), 1));
      }
      for (int doubt = 0; doubt < 4; doubt++) {
        telemetry.observer().note(new Fact(Fact.Kind.LINK_DOUBT, id, "doubt" + doubt, 1));
      }
    }
    for (int peer = 0; peer < 5; peer++) {
      for (Fact.Kind kind : Fact.Kind.values()) {
        boolean classes = kind == Fact.Kind.REQUEST_DURATION || kind == Fact.Kind.ANSWER_LATE;
        int details = classes ? ResponseClass.values().length : 4;
        for (int detail = 0; detail < details && !isOfLink(kind); detail++) {
          telemetry.observer().note(new Fact(kind, "peer" + peer, "detail" + detail, 1));
        }
      }
    }
    return telemetry;
  }

  @Test
  void twentyLinksAtFivePeersAreFewSeries() {
    String page = twentyLinksAtFivePeers().scrape("text/plain");

    assertThat(page.lines().filter(line -> !line.startsWith("#"))).hasSizeLessThan(2_000);
  }

  /** The issue's bound is for a scrape under full load; this is what one costs by itself. */
  @Test
  void aScrapeOfTwentyLinksCostsLittleProcessorTime() {
    Telemetry telemetry = twentyLinksAtFivePeers();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long[] nanos = new long[41];
    for (int i = 0; i < nanos.length; i++) {
      long begin = threads.getCurrentThreadCpuTime();
      telemetry.scrape("text/plain");
      nanos[i] = threads.getCurrentThreadCpuTime() - begin;
    }
    Arrays.sort(nanos);

    assertThat(Duration.ofNanos(nanos[nanos.length / 2])).isLessThan(Duration.ofMillis(50));
  }

  @Test
  void aScrapeStopsNoThreadToAskForItsState() {
    assertThat(busy().scrape("text/plain"))
        .contains("process_cpu_seconds_total", "jvm_gc_seconds_total", "jvm_threads_live_threads")
        .doesNotContain("jvm_threads_states", "system_cpu", "process_cpu_usage");
  }

  @Test
  void promtoolFindsNothingWrong() throws Exception {
    assertThat(Promtool.checkMetrics(busy().scrape("text/plain"))).isEmpty();
  }

  @Test
  void aCounterOfOursHasItsLabels() {
    Counter counter =
        new Telemetry("1", "c0ffee", List.of()).counter(OwnMetric.ADMIN_REFUSED, "busy");
    assertThat(counter.getId().getTag("reason")).isEqualTo("busy");
  }
}
