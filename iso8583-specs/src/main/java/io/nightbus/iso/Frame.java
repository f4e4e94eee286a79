package io.nightbus.iso;

import org.jspecify.annotations.Nullable;

/**
 * A message's bytes with an index of its elements; texts are made when they are asked for.
 *
 * <p>The bytes are our own copy and never change. Texts are kept once made: threads that race for
 * one make equal strings, and either may stay.
 */
final class Frame {
  final Layout layout;
  final byte[] bytes;
  final long first;
  final long second;
  private final int[] starts;
  private final @Nullable String[] texts;

  /**
   * @param starts where each element that is there starts, in ascending order, then where the last
   *     one ends
   */
  Frame(Layout layout, byte[] bytes, long first, long second, int[] starts) {
    this.layout = layout;
    this.bytes = bytes;
    this.first = first;
    this.second = second;
    this.starts = starts;
    this.texts = new String[starts.length - 1];
  }

  /** The text of an element that is there. */
  String text(int number) {
    int rank = Elements.rank(first, second, number);
    String text = texts[rank];
    if (text == null) {
      text = layout.format(number).text(bytes, starts[rank], starts[rank + 1]);
      texts[rank] = text;
    }
    return text;
  }

  int start(int number) {
    return starts[Elements.rank(first, second, number)];
  }

  int end(int number) {
    return starts[Elements.rank(first, second, number) + 1];
  }
}
