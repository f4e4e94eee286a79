package io.nightbus.node.discovery;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** Where the addresses of one site are announced. */
public interface Source {
  /**
   * Looks now; may take as long as it likes, and is asked by one thread at a time.
   *
   * @throws IOException saying why there is no answer; an answer without addresses is none of these
   */
  List<InetSocketAddress> look() throws IOException;

  /** What it is, for people: {@code name b.example:5005}. */
  String words();
}
