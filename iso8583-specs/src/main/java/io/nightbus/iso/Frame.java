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
  private @Nullable String @Nullable [] texts;

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
  }

  /** The same bytes and index, and no texts. */
  Frame untold() {
    return new Frame(layout, bytes, first, second, starts);
  }

  boolean has(int number) {
    return Elements.has(first, second, number);
  }

  /** The text of an element that is there. */
  String text(int number) {
    int rank = Elements.rank(first, second, number);
    @Nullable String[] made = texts;
    if (made == null) {
      made = new String[starts.length - 1];
      texts = made;
    }
    String text = made[rank];
    if (text == null) {
      text = layout.format(number).text(bytes, starts[rank], starts[rank + 1]);
      made[rank] = text;
    }
    return text;
  }

  /** Where the first element starts. */
  int start() {
    return starts[0];
  }

  /** Where the last element ends. */
  int end() {
    return starts[starts.length - 1];
  }

  /** Where an element starts, or would start if it were there. */
  int start(int number) {
    return starts[Elements.rank(first, second, number)];
  }

  /** Where an element that is there ends. */
  int end(int number) {
    return starts[Elements.rank(first, second, number) + 1];
  }
}
