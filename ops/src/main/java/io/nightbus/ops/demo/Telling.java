package io.nightbus.ops.demo;

/** Tells the story to whoever watches. May be called by several threads. */
interface Telling extends AutoCloseable {
  void step(int number, String title);

  void line(String text);

  /** Whether {@link #show} is worth calling. */
  boolean isLive();

  void show(Picture picture);

  @Override
  void close();
}
