package io.nightbus.ops.demo;

import java.util.List;
import java.util.Map;

/** How a story ended. */
interface Ended {
  /** The books agree, and nothing fell short. */
  boolean isGood();

  /** The end in a line. */
  String inShort();

  /** What was promised and did not come about, apart from the books; empty where all did. */
  List<String> shortcomings();

  /** For programs. */
  Map<String, Object> json();
}
