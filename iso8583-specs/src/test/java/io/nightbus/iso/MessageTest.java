package io.nightbus.iso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A message built from texts and one that stands on a frame are the same thing. */
class MessageTest {
  private final Layout layout = PackagerXmlTest.layout("/io/nightbus/iso/dialect/iso87-binary.xml");

  private static Message request() {
    return Message.of(Mti.AUTHORISATION_REQUEST)
        .set(De.NETWORK_CODE, "301")
        .set(De.PAN, "4111111111111111")
        .set(De.STAN, "000001")
        .set(De.AMOUNT, "000000000280")
        .set(De.TERMINAL, "GATE   1")
        .build();
  }

  private Message decoded(Message message) {
    byte[] bytes = layout.encode(message);
    return switch (layout.decode(bytes, 0, bytes.length)) {
      case Decoded.Whole whole -> whole.message();
      case Decoded.Malformed malformed -> throw new AssertionError(malformed.toString());
    };
  }

  @Test
  void elementsComeInAscendingOrder() {
    assertThat(request().elements())
        .containsExactly(De.PAN, De.AMOUNT, De.STAN, De.TERMINAL, De.NETWORK_CODE);
    assertThat(decoded(request()).elements()).isEqualTo(request().elements());
  }

  @Test
  void whatIsThereIsFoundAndWhatIsNotIsNamed() {
    for (Message message : List.of(request(), decoded(request()))) {
      assertThat(message.get(De.TERMINAL)).isEqualTo("GATE   1");
      assertThat(message.find(De.STAN)).contains("000001");
      assertThat(message.find(De.RRN)).isEmpty();
      assertThat(message.get(De.RRN, "none")).isEqualTo("none");
      assertThat(message.has(De.RRN)).isFalse();
      assertThat(message.amount()).isEqualTo(280);
      assertThat(message.responseCode()).isEmpty();
      assertThat(message.pan()).contains(Pan.of("4111111111111111"));
      assertThatThrownBy(() -> message.get(De.RRN))
          .isInstanceOf(NoSuchElementException.class)
          .hasMessage("0100 has no DE 37");
    }
  }

  @Test
  void equalTextsAreEqualWhereverTheyStand() {
    Message built = request();
    Message read = decoded(built);
    assertThat(read).isEqualTo(built).hasSameHashCodeAs(built);
    assertThat(built).isEqualTo(read);
    assertThat(read.with(De.STAN, "000001")).isEqualTo(built).hasSameHashCodeAs(built);
    assertThat(read.with(De.STAN, "000002")).isNotEqualTo(built);
    assertThat(read.as(Mti.FINANCIAL_REQUEST)).isNotEqualTo(built);
    assertThat(read.edit().drop(De.STAN).build()).isNotEqualTo(built);
  }

  /** What it stands on stays; the texts that were asked for are made anew. */
  @Test
  void aMessageAtRestIsTheSameMessage() {
    Message read = decoded(request());
    Message changed = read.with(De.STAN, "000002");
    for (Message message : List.of(request(), read, changed)) {
      String stan = message.get(De.STAN);
      assertThat(message.atRest()).isEqualTo(message);
      assertThat(layout.encode(message.atRest())).isEqualTo(layout.encode(message));
      assertThat(message.atRest().get(De.STAN)).isEqualTo(stan);
    }
    String terminal = read.get(De.TERMINAL);
    assertThat(read.get(De.TERMINAL)).isSameAs(terminal);
    assertThat(read.atRest().get(De.TERMINAL)).isEqualTo(terminal).isNotSameAs(terminal);
  }

  @Test
  void aBufferThatChangesAfterwardsDoesNotChangeTheMessage() {
    byte[] buffer = layout.encode(request());
    Decoded decoded = layout.decode(buffer, 0, buffer.length);
    Arrays.fill(buffer, (byte) 0x99);
    assertThat(decoded).isEqualTo(new Decoded.Whole(request()));
    byte[] written = layout.encode(((Decoded.Whole) decoded).message());
    Arrays.fill(written, (byte) 0);
    assertThat(((Decoded.Whole) decoded).message()).isEqualTo(request());
  }

  @Test
  void whatABuilderMadeStaysAsItWasWhenTheBuilderGoesOn() {
    for (Message start : List.of(request(), decoded(request()))) {
      Message.Builder builder = start.edit().set(De.STAN, "000002");
      Message second = builder.build();
      Message third = builder.set(De.STAN, "000003").set(De.RRN, "ABCDEFGHIJKL").build();
      Message fourth = builder.drop(De.STAN).build();
      assertThat(start.get(De.STAN)).isEqualTo("000001");
      assertThat(second.get(De.STAN)).isEqualTo("000002");
      assertThat(second.has(De.RRN)).isFalse();
      assertThat(third.get(De.STAN)).isEqualTo("000003");
      assertThat(fourth.has(De.STAN)).isFalse();
      assertThat(fourth.get(De.RRN)).isEqualTo("ABCDEFGHIJKL");
      assertThat(second.edit().set(De.STAN, "000009").build()).isNotEqualTo(second);
      assertThat(second.get(De.STAN)).isEqualTo("000002");
    }
  }

  @Test
  void aBuilderSetsOnlyValuesThatAreThere() {
    Message message =
        Message.of(new Mti(110))
            .set(De.RESPONSE_CODE, Optional.of("00"))
            .set(De.APPROVAL_CODE, Optional.empty())
            .mti(new Mti(130))
            .build();
    assertThat(message.elements()).containsExactly(De.RESPONSE_CODE);
    assertThat(message.mti()).isEqualTo(new Mti(130));
  }

  @Test
  void anEditCanStartWithSomeElements() {
    assertThat(decoded(request()).edit(Set.of(De.STAN, De.RRN, De.NETWORK_CODE)).build())
        .isEqualTo(
            Message.of(Mti.AUTHORISATION_REQUEST)
                .set(De.STAN, "000001")
                .set(De.NETWORK_CODE, "301")
                .build());
  }

  /** Against a plain sorted map, by thousands of random edits of edits. */
  @Test
  void editsOfEditsKeepTheirElements() {
    var random = new Random(11);
    Message message = decoded(request());
    var model = new TreeMap<Integer, String>();
    message.elements().forEach(de -> model.put(de.number(), request().get(de)));
    for (int i = 0; i < 3_000; i++) {
      Message.Builder builder = message.edit();
      for (int j = 0; j < 3; j++) {
        int number = 2 + random.nextInt(127);
        if (random.nextInt(3) == 0) {
          builder.drop(De.of(number));
          model.remove(number);
        } else {
          builder.set(De.of(number), "v" + i);
          model.put(number, "v" + i);
        }
      }
      message = builder.build();
      assertThat(message.elements().stream().map(De::number))
          .containsExactlyElementsOf(model.keySet());
      for (var entry : model.entrySet()) {
        assertThat(message.get(De.of(entry.getKey()))).isEqualTo(entry.getValue());
      }
    }
  }

  @Test
  void anEditOfAFrameIsWrittenAsTheSameMessageFromTexts() {
    var random = new Random(12);
    int[] numbers = {2, 3, 4, 11, 12, 32, 37, 41, 48, 55, 70, 90, 128};
    Message frame = decoded(request());
    for (int i = 0; i < 5_000; i++) {
      Message.Builder onFrame = frame.edit();
      for (int j = random.nextInt(5); j > 0; j--) {
        int number = numbers[random.nextInt(numbers.length)];
        if (random.nextBoolean()) {
          onFrame.drop(De.of(number));
        } else {
          onFrame.set(De.of(number), number == 55 || number == 128 ? "0011223344556677" : "12");
        }
      }
      Message edited = onFrame.build();
      var fromTexts = Message.of(edited.mti());
      edited.elements().forEach(de -> fromTexts.set(de, edited.get(de)));
      assertThat(layout.encode(edited)).isEqualTo(layout.encode(fromTexts.build()));
      frame = decoded(edited);
    }
  }
}
