package io.nightbus.iso.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jpos.iso.ISOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoldenTest {

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyDumpReadsAsItsTextAndIsWrittenAgain(boolean binary) {
    Dialect dialect = PeerDifferentialTest.dialect(binary);
    for (Golden golden : Golden.all()) {
      byte[] bytes = golden.bytes(binary);
      var decoded = PeerDifferentialTest.whole(dialect, bytes);
      assertThat(decoded).as(golden.name()).isEqualTo(golden.message());
      assertThat(dialect.encode(golden.message())).as(golden.name()).isEqualTo(bytes);
      assertThat(dialect.encode(decoded)).as(golden.name()).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void stockJposReadsWhatWeWrite(boolean binary) throws ISOException {
    Dialect dialect = PeerDifferentialTest.dialect(binary);
    var peer = new PeerCodec(binary);
    for (Golden golden : Golden.all()) {
      assertThat(peer.decode(dialect.encode(golden.message())))
          .as(golden.name())
          .isEqualTo(golden.message());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aMessageOfOneDialectIsWrittenInTheOther(boolean binary) {
    Dialect from = PeerDifferentialTest.dialect(!binary);
    Dialect to = PeerDifferentialTest.dialect(binary);
    for (Golden golden : Golden.all()) {
      var decoded = PeerDifferentialTest.whole(from, golden.bytes(!binary));
      assertThat(to.encode(decoded)).as(golden.name()).isEqualTo(golden.bytes(binary));
    }
  }

  @Test
  void theDumpsCoverTheTypesThatWeSpeak() {
    List<String> types =
        Golden.all().stream().map(golden -> golden.message().mti().toString()).distinct().toList();
    assertThat(types)
        .contains("0100", "0110", "0120", "0121", "0130", "0200", "0210", "0220", "0230")
        .contains("0400", "0410", "0420", "0421", "0430", "0800", "0810");
  }
}
