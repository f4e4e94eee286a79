package io.nightbus.ops.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightbus.ops.stage.Shipped;
import io.nightbus.ops.stage.StageFailure;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the commands that play a story have in common: where it is played, and how it is told. */
abstract class StoryCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Draws charges and cards, what the network promises, who fails how, and when the gateway"
              + " is killed (${DEFAULT-VALUE}).")
  long seed = 1;

  @Option(names = "--fast", description = "A small night: 3,000 charges and short scenes.")
  boolean fast;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Plays in DIR, which has to be new or empty, and leaves everything there.")
  @Nullable Path keep;

  @Option(names = "--plain", description = "Plain lines, also on a terminal.")
  boolean plain;

  @Option(
      names = "--json",
      description =
          "One line of JSON on standard output at the end; the story goes to standard error.")
  boolean json;

  /** Plays the story to its end, the books included. */
  abstract Ended play(Opening opening, Draw draw, Scale scale, Telling telling);

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    Path directory;
    try {
      directory = directory();
    } catch (IOException | StageFailure unusable) {
      err.println(name() + unusable.getMessage());
      return 2;
    }
    try (Telling telling = telling()) {
      Opening opening = new Opening(directory, Shipped.asRunning().brief(), configuration());
      Ended ended = play(opening, Draw.of(seed), fast ? Scale.fast() : Scale.whole(), telling);
      return conclude(ended, directory, telling);
    } catch (StageFailure failed) {
      err.println(name() + failed.getMessage());
      err.println(name() + "logs, ledgers and the book are in " + directory);
      return 3;
    }
  }

  private int conclude(Ended ended, Path directory, Telling telling) {
    telling.line("");
    telling.line(ended.inShort());
    ended.shortcomings().forEach(line -> telling.line("NOT AS PROMISED: " + line));
    if (keep != null || !ended.isGood()) {
      telling.line("Ledgers, journals, the file of charges and the book are in " + directory);
    } else {
      delete(directory);
    }
    if (json) {
      printJson(ended);
    }
    return ended.isGood() ? 0 : 1;
  }

  private void printJson(Ended ended) {
    try {
      spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(ended.json()));
      spec.commandLine().getOut().flush();
    } catch (JsonProcessingException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private String name() {
    return spec.qualifiedName() + ": ";
  }

  private Telling telling() {
    if (json) {
      return new PlainTelling(spec.commandLine().getErr());
    }
    boolean terminal =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
            && !"dumb".equals(System.getenv("TERM"));
    String noColour = System.getenv("NO_COLOR");
    return terminal && !plain
        ? new Screen(spec.commandLine().getOut(), noColour == null || noColour.isEmpty())
        : new PlainTelling(spec.commandLine().getOut());
  }

  private Path directory() throws IOException {
    if (keep == null) {
      return Files.createTempDirectory("nightbus-demo-");
    }
    Path directory = keep.toAbsolutePath().normalize();
    Files.createDirectories(directory);
    try (Stream<Path> inside = Files.list(directory)) {
      if (inside.findAny().isPresent()) {
        throw new StageFailure("--keep " + keep + ": not empty; name a new directory");
      }
    }
    return directory;
  }

  private static Path configuration() {
    String home = System.getProperty("nightbus.home", "");
    Path file = Path.of(home, "conf", "gateway.yaml");
    if (home.isEmpty() || !Files.isReadable(file)) {
      throw new StageFailure(
          "the distribution's conf/gateway.yaml was not found; start it by bin/nightbus");
    }
    return file;
  }

  private static void delete(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException left) {
      // A temporary directory that stays behind does no harm.
    }
  }
}
