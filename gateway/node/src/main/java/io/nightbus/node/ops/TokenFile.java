package io.nightbus.node.ops;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * The token that opens the admin API: whoever may read the file may command the gateway. Mode 0600;
 * one that others could read is replaced.
 */
public final class TokenFile {
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");
  private static final int BYTES = 32;

  private final byte[] token;

  private TokenFile(String token) {
    this.token = token.getBytes(StandardCharsets.US_ASCII);
  }

  /** Takes the token of the last run, or makes one. */
  public static TokenFile at(Path file) throws IOException {
    Optional<String> old = usable(file);
    return new TokenFile(old.isPresent() ? old.get() : made(file));
  }

  /** For the command line: what stands in the file. */
  public static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.US_ASCII).strip();
  }

  private static Optional<String> usable(Path file) throws IOException {
    if (!Files.isRegularFile(file) || !Files.getPosixFilePermissions(file).equals(OWNER)) {
      return Optional.empty();
    }
    return Optional.of(read(file)).filter(token -> token.matches("[A-Za-z0-9_-]{43}"));
  }

  /** Never visible with other permissions, never half-written. */
  private static String made(Path file) throws IOException {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    Files.createFile(draft, PosixFilePermissions.asFileAttribute(OWNER));
    Files.writeString(draft, token + "\n", StandardOpenOption.WRITE);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return token;
  }

  /** The value of an Authorization header opens the API; takes as long for a wrong one. */
  boolean opens(String authorization) {
    String given = authorization.startsWith("Bearer ") ? authorization.substring(7).strip() : "";
    return MessageDigest.isEqual(token, given.getBytes(StandardCharsets.UTF_8));
  }
}
