package io.nightbus.sim.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * In one word, what is left of a seed's scenario after it was made small, so that a command can
 * show it again: {@code 12.500s,f3.7,c0.12.once,p4.19,ONE_SITE}. Time, faults by their places among
 * those drawn, files by place and number of charges, purchases by their order, and the links done
 * without; what is not named at all is left as it was drawn.
 */
final class Small {
  private Small() {}

  static String word(Scenario drawn, Scenario small) {
    var parts = new ArrayList<String>();
    parts.add("%d.%03ds".formatted(small.safety().toSeconds(), small.safety().toMillisPart()));
    parts.add("f" + numbers(small.faults().stream().map(drawn.faults()::indexOf)));
    List<Duration> times = drawn.load().files().stream().map(Load.File::at).toList();
    for (Load.File file : small.load().files()) {
      String once = file.firstTry() || file.twice() ? "" : ".once";
      parts.add("c" + times.indexOf(file.at()) + "." + file.charges() + once);
    }
    if (small.load().files().isEmpty()) {
      parts.add("c");
    }
    small.load().only().ifPresent(it -> parts.add("p" + numbers(it.stream())));
    small.less().stream().sorted().map(Enum::name).forEach(parts::add);
    return String.join(",", parts);
  }

  private static String numbers(Stream<Integer> them) {
    return them.map(String::valueOf).collect(Collectors.joining("."));
  }

  /**
   * The scenario that a word of {@link #word} stands for.
   *
   * @throws IllegalArgumentException where it is none of this seed's
   */
  static Scenario of(Scenario drawn, String word) {
    Scenario small = drawn;
    var files = new ArrayList<Load.File>();
    var less = new TreeSet<Scenario.Less>();
    for (String part : word.split(",", -1)) {
      try {
        String rest = part.isEmpty() ? "" : part.substring(1);
        if (part.endsWith("s")) {
          String[] time = part.substring(0, part.length() - 1).split("\\.", -1);
          small =
              small.with(
                  Duration.ofSeconds(Long.parseLong(time[0])).plusMillis(Long.parseLong(time[1])));
        } else if (part.startsWith("f")) {
          small = small.with(numbers(rest).stream().map(drawn.faults()::get).toList());
        } else if (part.startsWith("c")) {
          file(drawn, rest, files);
        } else if (part.startsWith("p")) {
          small = small.with(small.load().only(new TreeSet<>(numbers(rest))));
        } else {
          less.add(Scenario.Less.valueOf(part));
        }
      } catch (RuntimeException unreadable) {
        throw new IllegalArgumentException(
            "\"" + part + "\" of \"" + word + "\" is nothing of seed " + drawn.seed(), unreadable);
      }
    }
    return small.with(small.load().with(files)).with(Set.copyOf(less));
  }

  private static void file(Scenario drawn, String text, List<Load.File> into) {
    if (!text.isEmpty()) {
      String[] words = text.split("\\.", -1);
      Load.File file = drawn.load().files().get(Integer.parseInt(words[0]));
      Load.File smaller = file.of(Integer.parseInt(words[1]));
      into.add(words.length > 2 ? smaller.once() : smaller);
    }
  }

  private static List<Integer> numbers(String text) {
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split("\\.", -1)).map(Integer::valueOf).toList();
  }
}
