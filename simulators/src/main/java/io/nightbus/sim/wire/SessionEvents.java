package io.nightbus.sim.wire;

/** What a session tells its owner; always on the wire's one thread. */
public interface SessionEvents {

  void opened(Session session);

  /** One message, without its length. The bytes are only good until the method returns. */
  void frame(Session session, byte[] bytes, int offset, int length);

  /** The stream can't be cut into messages any more; the session is cut after this returns. */
  void broken(Session session, String reason);

  /** The last event of a session that was opened. */
  void closed(Session session);

  /**
   * Under TLS: one side does not believe the other, or speaks no TLS. {@link #closed} or {@link
   * #unreachable} follows.
   */
  default void distrusted(Session session, String reason) {}

  /** There was no session: dialling failed, or no TLS came about. */
  default void unreachable(String reason) {}
}
