package io.nightbus.node.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who may connect, by where he comes from. */
final class AllowListTest {
  private static boolean letsIn(AllowList list, String address) throws Exception {
    return list.has(new InetSocketAddress(InetAddress.getByName(address), 40_000));
  }

  @Test
  void whoComesFromOneOfItsNetworksIsLetInAndNobodyElse() throws Exception {
    AllowList list = AllowList.of(List.of("10.1.0.0/16", "::1/128"));
    assertThat(letsIn(list, "10.1.255.1")).isTrue();
    assertThat(letsIn(list, "::1")).isTrue();
    assertThat(letsIn(list, "10.2.0.1")).isFalse();
    assertThat(letsIn(list, "::2")).isFalse();
  }

  @Test
  void withoutNetworksEverybodyIs() throws Exception {
    assertThat(letsIn(AllowList.of(List.of()), "203.0.113.7")).isTrue();
  }

  /** When the wiring is made, and not when the first peer connects. */
  @Test
  void whatIsNoNetworkIsNamedAtOnce() {
    for (String bad : List.of("ten", "10.0.0.0", "10.0.0.0/99")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() ->
              new Wiring(
                  Rig.A,
                  Peer.ASCII,
                  false,
                  Rig.loopback(0),
                  Duration.ofSeconds(1),
                  Optional.empty(),
                  List.of(bad)))
          .withMessageContaining("\"" + bad + "\" is not a network");
    }
  }
}
