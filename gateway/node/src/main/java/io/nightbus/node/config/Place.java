package io.nightbus.node.config;

/**
 * Where something stands in the file.
 *
 * @param line from 1; 0 = the file as a whole, or a value from the environment
 * @param column from 1
 * @param length characters that it takes on its line, at least 1
 */
public record Place(int line, int column, int length) implements Comparable<Place> {
  static final Place WHOLE_FILE = new Place(0, 0, 1);

  @Override
  public int compareTo(Place other) {
    return line != other.line
        ? Integer.compare(line, other.line)
        : Integer.compare(column, other.column);
  }
}
