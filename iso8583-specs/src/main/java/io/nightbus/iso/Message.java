package io.nightbus.iso;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One ISO 8583 message: a type and data elements 2 to 128. Immutable.
 *
 * <p>An element is text as the specification writes it: digits with their leading zeros, characters
 * with their trailing spaces; binary elements are upper-case hexadecimal. Its string form shows no
 * account data.
 *
 * <p>A decoded message stands on its frame's bytes, and so does what is edited from it: elements
 * that nobody asks for are never made into text, and unchanged ones are copied when it is written.
 */
public final class Message {
  private final Mti mti;
  private final @Nullable Frame frame;

  /** Elements that are there; the bit of element 1 is never set. */
  private final long first;

  private final long second;

  /**
   * Of these, those whose text is in {@code texts}, in ascending order; the others are in frame.
   */
  private final long ownFirst;

  private final long ownSecond;
  private final String[] texts;

  private Message(
      Mti mti,
      @Nullable Frame frame,
      long first,
      long second,
      long ownFirst,
      long ownSecond,
      String[] texts) {
    this.mti = mti;
    this.frame = frame;
    this.first = first;
    this.second = second;
    this.ownFirst = ownFirst;
    this.ownSecond = ownSecond;
    this.texts = texts;
  }

  Message(Mti mti, Frame frame) {
    this(mti, frame, frame.first, frame.second, 0, 0, Builder.NO_TEXTS);
  }

  public static Builder of(Mti mti) {
    return new Builder(mti);
  }

  public Mti mti() {
    return mti;
  }

  long first() {
    return first;
  }

  long second() {
    return second;
  }

  /** The number of the first element after {@code number}, or 0. */
  int after(int number) {
    return Elements.after(first, second, number);
  }

  long ownFirst() {
    return ownFirst;
  }

  long ownSecond() {
    return ownSecond;
  }

  @Nullable Frame frame() {
    return frame;
  }

  boolean has(int number) {
    return Elements.has(first, second, number);
  }

  /** The text of an element that is there. */
  String text(int number) {
    return frame == null || Elements.has(ownFirst, ownSecond, number)
        ? texts[Elements.rank(ownFirst, ownSecond, number)]
        : frame.text(number);
  }

  private @Nullable String textOrNull(De de) {
    return has(de) ? text(de.number()) : null;
  }

  public boolean has(De de) {
    return has(de.number());
  }

  public Optional<String> find(De de) {
    return Optional.ofNullable(textOrNull(de));
  }

  /** The element's text; without it a {@link NoSuchElementException} that names the element. */
  public String get(De de) {
    if (!has(de)) {
      throw new NoSuchElementException(mti + " has no " + de);
    }
    return text(de.number());
  }

  public String get(De de, String otherwise) {
    return has(de) ? text(de.number()) : otherwise;
  }

  /** DE 2, where it is there and looks like a card number. */
  public Optional<Pan> pan() {
    String digits = textOrNull(De.PAN);
    return digits != null && Pan.isWellFormed(digits)
        ? Optional.of(Pan.of(digits))
        : Optional.empty();
  }

  /** DE 4 in minor units; 0 where it is absent. */
  public long amount() {
    String digits = textOrNull(De.AMOUNT);
    return digits == null ? 0 : Long.parseLong(digits);
  }

  /** DE 39, or the empty string. */
  public String responseCode() {
    return get(De.RESPONSE_CODE, "");
  }

  /**
   * An element that is there as people may see it: masked, or its length only, never what could be
   * account data, and nothing that could break a line.
   */
  public String shown(De de) {
    return Masking.shown(de, get(de));
  }

  /** The elements that are there, in ascending order. */
  public List<De> elements() {
    var present = new ArrayList<De>(Elements.count(first, second));
    for (int n = after(1); n != 0; n = after(n)) {
      present.add(De.of(n));
    }
    return present;
  }

  /** A builder that starts with what this message has. */
  public Builder edit() {
    return new Builder(this);
  }

  /** A builder that starts with those elements of this message that {@code kept} names. */
  public Builder edit(Set<De> kept) {
    var builder = new Builder(this);
    for (int n = after(1); n != 0; n = after(n)) {
      if (!kept.contains(De.of(n))) {
        builder.drop(De.of(n));
      }
    }
    return builder;
  }

  /** The same message under another type, e.g. its repeat. */
  public Message as(Mti other) {
    return new Message(other, frame, first, second, ownFirst, ownSecond, texts);
  }

  /**
   * An equal message that stands on the same bytes and keeps none of the texts made of them so far:
   * for what is kept long and seldom asked.
   */
  public Message atRest() {
    return frame == null
        ? this
        : new Message(mti, frame.untold(), first, second, ownFirst, ownSecond, texts);
  }

  public Message with(De de, String text) {
    return edit().set(de, text).build();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Message message
            && message.mti.equals(mti)
            && message.first == first
            && message.second == second
            && sameTexts(message));
  }

  private boolean sameTexts(Message message) {
    for (int n = after(1); n != 0; n = after(n)) {
      if (!text(n).equals(message.text(n))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = mti.hashCode();
    for (int n = after(1); n != 0; n = after(n)) {
      hash = 31 * (31 * hash + n) + text(n).hashCode();
    }
    return hash;
  }

  /**
   * Type and elements; DE 2 masked, and everything that could hold account data shown by its length
   * only.
   */
  @Override
  public String toString() {
    var text = new StringBuilder(mti.toString());
    for (De de : elements()) {
      text.append(' ').append(de.number()).append('=').append(shown(de));
    }
    return text.toString();
  }

  /** Collects elements; not shared between threads. */
  public static final class Builder {
    private static final String[] NO_TEXTS = {};
    private Mti mti;
    private final @Nullable Frame frame;
    private long first;
    private long second;
    private long ownFirst;
    private long ownSecond;

    /** In ascending order of the elements that they belong to; nothing but room behind them. */
    private String[] texts;

    private int count;

    /** The texts are also a message's: copy before changing. */
    private boolean shared = true;

    private Builder(Mti mti) {
      this.mti = mti;
      this.frame = null;
      this.texts = NO_TEXTS;
    }

    private Builder(Message message) {
      mti = message.mti;
      frame = message.frame;
      first = message.first;
      second = message.second;
      ownFirst = message.ownFirst;
      ownSecond = message.ownSecond;
      texts = message.texts;
      count = texts.length;
    }

    public Builder mti(Mti other) {
      this.mti = other;
      return this;
    }

    public Builder set(De de, String text) {
      Objects.requireNonNull(text);
      int number = de.number();
      int rank = Elements.rank(ownFirst, ownSecond, number);
      boolean replaces = Elements.has(ownFirst, ownSecond, number);
      makeRoom(rank, replaces ? 0 : 1);
      texts[rank] = text;
      long bit = Elements.bit(number);
      if (number <= 64) {
        first |= bit;
        ownFirst |= bit;
      } else {
        second |= bit;
        ownSecond |= bit;
      }
      return this;
    }

    /** Takes care that the texts are ours alone, and moves those from {@code rank} on. */
    private void makeRoom(int rank, int places) {
      String[] from = texts;
      if (shared || count + places > from.length) {
        texts = Arrays.copyOf(from, Math.max(8, (count + places) * 3 / 2));
        shared = false;
      }
      System.arraycopy(from, rank, texts, rank + places, count - rank);
      count += places;
    }

    /** Sets the element where there is a value. */
    public Builder set(De de, Optional<String> text) {
      text.ifPresent(value -> set(de, value));
      return this;
    }

    public Builder drop(De de) {
      int number = de.number();
      if (Elements.has(ownFirst, ownSecond, number)) {
        int rank = Elements.rank(ownFirst, ownSecond, number);
        makeRoom(rank, 0);
        System.arraycopy(texts, rank + 1, texts, rank, count - rank - 1);
        count--;
      }
      long others = ~Elements.bit(number);
      if (number <= 64) {
        first &= others;
        ownFirst &= others;
      } else {
        second &= others;
        ownSecond &= others;
      }
      return this;
    }

    public Message build() {
      String[] own = shared && count == texts.length ? texts : Arrays.copyOf(texts, count);
      return new Message(mti, frame, first, second, ownFirst, ownSecond, own);
    }
  }
}
