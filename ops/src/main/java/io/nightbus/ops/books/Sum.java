package io.nightbus.ops.books;

/** A number of things and their amount in minor units. */
public record Sum(long count, long amount) {
  public static final Sum ZERO = new Sum(0, 0);

  public Sum plus(long amountOfOne) {
    return new Sum(count + 1, amount + amountOfOne);
  }

  public Sum plus(Sum other) {
    return new Sum(count + other.count, amount + other.amount);
  }
}
