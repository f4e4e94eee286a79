package io.nightbus.node.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {
  @TempDir Path folder;

  @Test
  void isMadeForItsOwnerOnlyAndKept() throws IOException {
    Path file = folder.resolve("deep/admin.token");
    TokenFile token = TokenFile.at(file);
    String text = TokenFile.read(file);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(token.opens("Bearer " + text)).isTrue();
    assertThat(TokenFile.at(file).opens("Bearer " + text)).isTrue();
    assertThat(TokenFile.read(file)).isEqualTo(text);
  }

  @Test
  void opensForNothingElse() throws IOException {
    Path file = folder.resolve("admin.token");
    TokenFile token = TokenFile.at(file);
    String text = TokenFile.read(file);

    assertThat(token.opens("")).isFalse();
    assertThat(token.opens("Bearer ")).isFalse();
    assertThat(token.opens(text)).isFalse();
    assertThat(token.opens("Basic " + text)).isFalse();
    assertThat(token.opens("Bearer " + text + "x")).isFalse();
  }

  @Test
  void oneThatOthersCouldReadOrThatIsNoTokenIsReplaced() throws IOException {
    Path file = folder.resolve("admin.token");
    TokenFile.at(file);
    String open = TokenFile.read(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(TokenFile.at(file).opens("Bearer " + open)).isFalse();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");

    Files.writeString(file, "");
    assertThat(TokenFile.at(file).opens("Bearer ")).isFalse();
  }
}
