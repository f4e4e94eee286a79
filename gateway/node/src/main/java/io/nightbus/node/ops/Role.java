package io.nightbus.node.ops;

/** What the owner of a token may do; each may what those before it may. */
enum Role {
  /** Look at everything. */
  READ,
  /** Hand in batches, annotate incidents, and whatever can be taken back. */
  OPERATE,
  /** Stop the gateway. */
  ADMIN;

  boolean includes(Role other) {
    return compareTo(other) >= 0;
  }
}
