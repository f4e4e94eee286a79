package io.nightbus.core.link;

/**
 * Names one link: the endpoint it belongs to, the peer's site it ends at, its own name; unique as a
 * whole.
 */
public record LinkId(String endpoint, String site, String name) {
  @Override
  public String toString() {
    return endpoint + "/" + site + "/" + name;
  }
}
