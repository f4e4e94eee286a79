package io.nightbus.iso;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOFieldPackager;
import org.jpos.iso.packager.GenericPackager;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackagerXmlTest {

  @ParameterizedTest
  @ValueSource(strings = {"ascii", "binary"})
  void ourFilesLayFieldsOutAsTheFilesOfJposDo(String kind) throws IOException, ISOException {
    GenericPackager ours = packager("/io/nightbus/iso/dialect/iso87-" + kind + ".xml");
    GenericPackager theirs = packager("/packager/iso87" + kind + ".xml");
    for (int n = 0; n <= 128; n++) {
      ISOFieldPackager our = ours.getFieldPackager(n);
      ISOFieldPackager their = theirs.getFieldPackager(n);
      assertThat(our.getClass()).as("field %d", n).isEqualTo(their.getClass());
      assertThat(our.getLength()).as("field %d", n).isEqualTo(their.getLength());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ascii", "binary"})
  void everyFieldOfTheShippedFilesHasAFormatOfOurOwn(String kind) {
    Layout layout = layout("/io/nightbus/iso/dialect/iso87-" + kind + ".xml");
    for (int n = 2; n <= 128; n++) {
      assertThat(layout.format(n)).as("field %d", n).isInstanceOf(PlainField.class);
    }
  }

  private static GenericPackager packager(String resource) throws IOException, ISOException {
    try (InputStream xml = stream(resource)) {
      return new GenericPackager(xml);
    }
  }

  static Layout layout(String resource) {
    try (InputStream xml = stream(resource)) {
      return PackagerXml.read(resource, xml.readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static InputStream stream(String resource) {
    return Objects.requireNonNull(GenericPackager.class.getResourceAsStream(resource), resource);
  }
}
