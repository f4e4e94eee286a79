package io.nightbus.iso;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One ISO 8583 message: a type and data elements 2 to 128. Immutable.
 *
 * <p>An element is text as the specification writes it: digits with their leading zeros, characters
 * with their trailing spaces; binary elements are upper-case hexadecimal. Its string form shows no
 * account data.
 */
public final class Message {
  private final Mti mti;
  private final @Nullable String[] elements;

  private Message(Mti mti, @Nullable String[] elements) {
    this.mti = mti;
    this.elements = elements;
  }

  public static Builder of(Mti mti) {
    return new Builder(mti, new String[129]);
  }

  public Mti mti() {
    return mti;
  }

  public boolean has(De de) {
    return elements[de.number()] != null;
  }

  public Optional<String> find(De de) {
    return Optional.ofNullable(elements[de.number()]);
  }

  /** The element's text; without it a {@link NoSuchElementException} that names the element. */
  public String get(De de) {
    String text = elements[de.number()];
    if (text == null) {
      throw new NoSuchElementException(mti + " has no " + de);
    }
    return text;
  }

  public String get(De de, String otherwise) {
    String text = elements[de.number()];
    return text == null ? otherwise : text;
  }

  /** DE 2, where it is there and looks like a card number. */
  public Optional<Pan> pan() {
    String digits = elements[De.PAN.number()];
    return digits != null && Pan.isWellFormed(digits)
        ? Optional.of(Pan.of(digits))
        : Optional.empty();
  }

  /** DE 4 in minor units; 0 where it is absent. */
  public long amount() {
    String digits = elements[De.AMOUNT.number()];
    return digits == null ? 0 : Long.parseLong(digits);
  }

  /** DE 39, or the empty string. */
  public String responseCode() {
    return get(De.RESPONSE_CODE, "");
  }

  /** The elements that are there, in ascending order. */
  public List<De> elements() {
    var present = new ArrayList<De>();
    for (int i = 2; i < elements.length; i++) {
      if (elements[i] != null) {
        present.add(De.of(i));
      }
    }
    return present;
  }

  /** A builder that starts with what this message has. */
  public Builder edit() {
    return new Builder(mti, elements.clone());
  }

  /** The same message under another type, e.g. its repeat. */
  public Message as(Mti other) {
    return new Message(other, elements);
  }

  public Message with(De de, String text) {
    return edit().set(de, text).build();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Message message
        && message.mti.equals(mti)
        && Arrays.equals(message.elements, elements);
  }

  @Override
  public int hashCode() {
    return Objects.hash(mti, Arrays.hashCode(elements));
  }

  /**
   * Type and elements; DE 2 masked, and everything that could hold account data shown by its length
   * only.
   */
  @Override
  public String toString() {
    var text = new StringBuilder(mti.toString());
    for (De de : elements()) {
      text.append(' ').append(de.number()).append('=').append(Masking.shown(de, get(de)));
    }
    return text.toString();
  }

  /** Collects elements; not shared between threads. */
  public static final class Builder {
    private Mti mti;
    private final @Nullable String[] elements;

    private Builder(Mti mti, @Nullable String[] elements) {
      this.mti = mti;
      this.elements = elements;
    }

    public Builder mti(Mti other) {
      this.mti = other;
      return this;
    }

    public Builder set(De de, String text) {
      elements[de.number()] = text;
      return this;
    }

    /** Sets the element where there is a value. */
    public Builder set(De de, Optional<String> text) {
      text.ifPresent(value -> set(de, value));
      return this;
    }

    public Builder drop(De de) {
      elements[de.number()] = null;
      return this;
    }

    public Message build() {
      return new Message(mti, elements.clone());
    }
  }
}
