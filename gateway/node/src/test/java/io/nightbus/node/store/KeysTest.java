package io.nightbus.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightbus.core.BookSamples;
import io.nightbus.iso.Pan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
  private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

  @TempDir Path folder;

  @Test
  void a_new_file_is_its_owners_alone_and_is_never_overwritten() throws Exception {
    Path file = folder.resolve("keys");
    Keys.create(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThatThrownBy(() -> Keys.create(file))
        .isInstanceOf(UnusableKeys.class)
        .hasMessageContaining("never overwritten");
  }

  @Test
  void their_age_is_their_files() throws Exception {
    Path file = folder.resolve("keys");
    Keys.create(file);
    Instant then = Instant.parse("2026-01-02T03:04:05Z");
    Files.setLastModifiedTime(file, FileTime.from(then));

    assertThat(Keys.read(file).written()).isEqualTo(then);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
  void a_file_that_others_may_use_is_refused(String permissions) throws Exception {
    Path file = folder.resolve("keys");
    Keys.create(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    assertThatThrownBy(() -> Keys.read(file))
        .isInstanceOf(UnusableKeys.class)
        .hasMessageContaining("chmod 600 " + file);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "token " + KEY,
        "data 1 " + KEY,
        "token " + KEY + "\ndata 0 " + KEY,
        "token " + KEY + "\ndata 256 " + KEY,
        "token " + KEY + "\ndata x " + KEY,
        "token " + KEY + "\ndata 1 " + KEY + "\ndata 1 " + KEY,
        "token " + KEY + "\ntoken " + KEY + "\ndata 1 " + KEY,
        "token AAEC\ndata 1 " + KEY,
        "token !!!!\ndata 1 " + KEY,
        "tokens " + KEY + "\ndata 1 " + KEY
      })
  void a_broken_file_is_refused_without_showing_a_key(String text) throws Exception {
    assertThatThrownBy(() -> written(text))
        .isInstanceOf(UnusableKeys.class)
        .message()
        .startsWith(folder.resolve("keys").toString())
        .doesNotContain(KEY);
  }

  private Keys written(String text) throws IOException {
    Path file = folder.resolve("keys");
    Files.writeString(
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))),
        text);
    return Keys.read(file);
  }

  @Test
  void a_missing_file_is_named() {
    assertThatThrownBy(() -> Keys.read(folder.resolve("none")))
        .isInstanceOf(UnusableKeys.class)
        .hasMessageContaining("there is no such key file");
  }

  /** HMAC-SHA-256 of the digits under bytes 0 to 31, first 12 bytes; made with openssl. */
  @Test
  void a_token_is_the_same_for_ever() throws Exception {
    Keys keys = written("# comment\n\ntoken " + KEY + "\ndata 1 " + KEY + "\n");
    assertThat(keys.of(Pan.of("4111111111111111"))).isEqualTo("BiIkEgE4KkWRL7Io");
  }

  @Test
  void tokens_differ_by_card_and_by_key() throws Exception {
    Keys one = Keys.create(folder.resolve("one"));
    Keys two = Keys.create(folder.resolve("two"));
    var tokens = new HashSet<String>();
    for (int i = 0; i < 1_000; i++) {
      tokens.add(one.of(BookSamples.pan(i)));
      tokens.add(two.of(BookSamples.pan(i)));
    }
    assertThat(tokens).hasSize(2_000).allMatch(token -> token.length() == 16);
  }
}
