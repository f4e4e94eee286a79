package io.nightbus.node.wire;

import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.iso.dialect.CodeTable;
import io.nightbus.iso.dialect.Dialect;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * How often each response code went one way between an endpoint and us. Only a code that the
 * endpoint's dialect names is told by its name, and no more than {@value #MOST} of them: a peer can
 * make no more out of it. Counted on the event loop, read by any thread.
 */
final class Codes {
  /** More than a peer uses; each is a series for as long as the gateway runs. */
  static final int MOST = 24;

  static final String OTHER = "other";

  private final Set<String> named;
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private final LongAdder other = new LongAdder();

  Codes(Dialect dialect) {
    named =
        dialect.codeTables().stream()
            .map(CodeTable::classes)
            .flatMap(classes -> classes.keySet().stream())
            .collect(Collectors.toUnmodifiableSet());
  }

  /** An answer counts, unless it is one to a sign-on or an echo. */
  void count(Message message) {
    Mti mti = message.mti();
    if (mti.isResponse() && !mti.isNetworkManagement()) {
      String code = message.responseCode();
      LongAdder count = counts.get(code);
      (count == null ? first(code) : count).increment();
    }
  }

  private LongAdder first(String code) {
    boolean own = named.contains(code) && counts.size() < MOST;
    return own ? counts.computeIfAbsent(code, _ -> new LongAdder()) : other;
  }

  /** What was counted so far, by code; {@code other} where there were any. */
  Map<String, Long> counted() {
    var now = new TreeMap<String, Long>();
    counts.forEach((code, count) -> now.put(code, count.sum()));
    if (other.sum() > 0) {
      now.put(OTHER, other.sum());
    }
    return now;
  }
}
