package io.nightbus.node.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One attempt at a time to each address. */
final class DialsTest {
  private static final InetSocketAddress HERE = Rig.loopback(1);
  private static final InetSocketAddress THERE = Rig.loopback(2);

  private final Dials dials = new Dials();
  private final List<String> begun = new ArrayList<>();

  private void begin(InetSocketAddress address, String name) {
    dials.begin(address, () -> begun.add(name));
  }

  @Test
  void whoSharesAnAddressWaitsAndNobodyElse() {
    begin(HERE, "first");
    begin(HERE, "second");
    begin(HERE, "third");
    begin(THERE, "elsewhere");
    assertThat(begun).containsExactly("first", "elsewhere");
    dials.over(HERE);
    assertThat(begun).containsExactly("first", "elsewhere", "second");
    dials.over(HERE);
    dials.over(HERE);
    begin(HERE, "again");
    assertThat(begun).containsExactly("first", "elsewhere", "second", "third", "again");
  }

  /** It was cut while it waited: the one behind it is not forgotten. */
  @Test
  void anAttemptThatIsOverAtOnceLetsTheNextOneGo() {
    begin(HERE, "first");
    dials.begin(HERE, () -> dials.over(HERE));
    begin(HERE, "third");
    dials.over(HERE);
    assertThat(begun).containsExactly("first", "third");
  }
}
