package io.nightbus.node.store;

import io.nightbus.core.CardTokens;
import io.nightbus.iso.Pan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a book, from a file of mode 0600: one that makes card tokens, and numbered ones that
 * seal rows; the highest number seals, the others open what was sealed before.
 *
 * <p>A line each: {@code token BASE64} and {@code data NUMBER BASE64}, 32 bytes; {@code #} starts a
 * comment. For any number of threads.
 */
public final class Keys implements CardTokens {
  private static final int BYTES = 32;
  private static final int MOST = 255;
  private static final int TOKEN_BYTES = 12;
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  private final ThreadLocal<Mac> macs;
  private final SecretKey token;
  private final NavigableMap<Integer, SecretKey> data;
  private final Instant written;

  private Keys(SecretKey token, NavigableMap<Integer, SecretKey> data, Instant written) {
    this.written = written;
    this.token = token;
    this.data = data;
    this.macs = ThreadLocal.withInitial(this::mac);
  }

  /** Writes new random keys to a file that must not exist yet, and makes sure of it on disk. */
  public static Keys create(Path file) {
    var random = new SecureRandom();
    String text =
        "# Whoever has this file and the book can read card numbers. Keep a copy: without it the"
            + " book cannot be opened.\n"
            + "token "
            + fresh(random)
            + "\ndata 1 "
            + fresh(random)
            + "\n";
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } catch (FileAlreadyExistsException e) {
      throw new UnusableKeys(file, "exists already; a key file is never overwritten", e);
    } catch (IOException e) {
      throw new UnusableKeys(file, "cannot be written: " + e.getMessage(), e);
    }
    return read(file);
  }

  /** Refuses a file that others may read, and one that is not whole. */
  public static Keys read(Path file) {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (permissions.stream().anyMatch(OTHERS::contains)) {
        throw new UnusableKeys(
            file,
            "others than its owner may use it ("
                + PosixFilePermissions.toString(permissions)
                + "); run: chmod 600 "
                + file);
      }
      Instant written = Files.getLastModifiedTime(file).toInstant();
      return parse(file, written, Files.readString(file, StandardCharsets.US_ASCII));
    } catch (NoSuchFileException e) {
      throw new UnusableKeys(file, "there is no such key file", e);
    } catch (IOException e) {
      throw new UnusableKeys(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static Keys parse(Path file, Instant written, String text) {
    SecretKey token = null;
    var data = new TreeMap<Integer, SecretKey>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String[] words = line.strip().split("\\s+", -1);
      if (words[0].isEmpty() || words[0].startsWith("#")) {
        continue;
      }
      if (words[0].equals("token") && words.length == 2 && token == null) {
        token = key(file, number, words[1], "HmacSHA256");
      } else if (words[0].equals("data") && words.length == 3) {
        int id = keyNumber(file, number, words[1]);
        if (data.put(id, key(file, number, words[2], "AES")) != null) {
          throw new UnusableKeys(file, "line " + number + ": data key " + id + " was given before");
        }
      } else {
        throw new UnusableKeys(
            file, "line " + number + ": expected `token BASE64` (once) or `data NUMBER BASE64`");
      }
    }
    return whole(file, written, token, data);
  }

  private static Keys whole(
      Path file,
      Instant written,
      @Nullable SecretKey token,
      NavigableMap<Integer, SecretKey> data) {
    if (token == null || data.isEmpty()) {
      throw new UnusableKeys(file, "has no " + (token == null ? "token" : "data") + " key");
    }
    return new Keys(token, data, written);
  }

  private static int keyNumber(Path file, int line, String digits) {
    try {
      int id = Integer.parseInt(digits);
      if (id >= 1 && id <= MOST) {
        return id;
      }
    } catch (NumberFormatException e) {
      throw new UnusableKeys(file, "line " + line + ": a data key has a number, 1 to " + MOST, e);
    }
    throw new UnusableKeys(file, "line " + line + ": data keys run from 1 to " + MOST);
  }

  private static SecretKey key(Path file, int line, String base64, String algorithm) {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      if (bytes.length == BYTES) {
        return new SecretKeySpec(bytes, algorithm);
      }
    } catch (IllegalArgumentException e) {
      throw new UnusableKeys(file, "line " + line + ": not Base64");
    }
    throw new UnusableKeys(file, "line " + line + ": a key has " + BYTES + " bytes");
  }

  private static String fresh(SecureRandom random) {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** 16 characters of the URL-safe alphabet: the first 96 bits of HMAC-SHA-256. */
  @Override
  public String of(Pan pan) {
    return token(pan.digits());
  }

  /** Tells token keys apart without saying anything of them. */
  String check() {
    return token("the token key of a book");
  }

  private String token(String text) {
    byte[] whole = macs.get().doFinal(text.getBytes(StandardCharsets.US_ASCII));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOf(whole, TOKEN_BYTES));
  }

  private Mac mac() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(token);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no HmacSHA256", e);
    }
  }

  /** When their file was written last, as it was when they were read. */
  public Instant written() {
    return written;
  }

  /** The number of the key that seals. */
  int current() {
    return data.lastKey();
  }

  /** Null where the file has no such key. */
  @Nullable SecretKey data(int number) {
    return data.get(number);
  }
}
