package io.nightbus.core.standin;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;

/** Today and the days before it, as counters name them: written out once a day. */
record Days(LocalDate today, List<String> names) {

  static Days upTo(LocalDate today) {
    return new Days(
        today,
        IntStream.range(0, Limit.MOST_DAYS)
            .mapToObj(back -> today.minusDays(back).toString())
            .toList());
  }

  /** The name of the day so many days ago. */
  String back(int days) {
    return names.get(days);
  }
}
