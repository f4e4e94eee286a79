package io.nightbus.node.config;

import java.util.function.Function;

/**
 * What a value has to be.
 *
 * @param words for the reference page, e.g. "duration, 1ms to 1h"
 * @param parse throws {@link Unfit} for what it is not
 * @param show the value as one would write it
 */
record Kind<T>(String words, Function<String, T> parse, Function<T, String> show) {

  /** The text is not of the kind. Carries no stack trace: it is an answer. */
  static final class Unfit extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String what;
    private final String hint;

    Unfit(String what, String hint) {
      super(what, null, false, false);
      this.what = what;
      this.hint = hint;
    }

    String what() {
      return what;
    }

    String hint() {
      return hint;
    }
  }
}
