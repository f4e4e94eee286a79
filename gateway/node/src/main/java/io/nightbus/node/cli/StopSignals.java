package io.nightbus.node.cli;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and SIGINT, each time one comes: the first ends the process in good order, the second
 * shortens that, the third ends it at once, as a crash would. By itself the Java machine hears only
 * the first.
 */
final class StopSignals {
  private static final Logger LOG = LoggerFactory.getLogger(StopSignals.class);
  private static final Map<String, Integer> EXITS =
      Map.of("TERM", ExitCode.SIGNAL, "INT", ExitCode.INTERRUPTED);

  private final Runnable hurry;
  private final AtomicInteger heard = new AtomicInteger();

  /**
   * @param hurry hears of the second; it may come while nothing ends yet, on any thread
   */
  StopSignals(Runnable hurry) {
    this.hurry = hurry;
  }

  /** From now on; what the process does at its end is for its shutdown hooks, as before. */
  void listen() {
    EXITS.forEach((name, exit) -> {
      try {
        on(name, () -> heard(exit));
      } catch (ReflectiveOperationException taken) {
        LOG.warn("only the first SIG{} will be heard: {}", name, taken.toString());
      }
    });
  }

  private void heard(int exit) {
    switch (heard.incrementAndGet()) {
      case 1 -> System.exit(exit);
      case 2 -> hurry.run();
      default -> Runtime.getRuntime().halt(ExitCode.KILLED);
    }
  }

  /** By reflection: the compiler warns of this class, although nothing else offers it. */
  private static void on(String name, Runnable each) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Object hears =
        Proxy.newProxyInstance(
            handler.getClassLoader(),
            new Class<?>[] {handler},
            (_, method, _) -> {
              if (method.getName().equals("handle")) {
                each.run();
              }
              return null;
            });
    Object one = signal.getConstructor(String.class).newInstance(name);
    var _ = signal.getMethod("handle", signal, handler).invoke(null, one, hears);
  }
}
