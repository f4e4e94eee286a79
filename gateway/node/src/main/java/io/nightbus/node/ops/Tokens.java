package io.nightbus.node.ops;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * One token for each {@link Role}: {@code admin.token} as configured, and beside it {@code
 * operate.token} and {@code read.token} for whoever gets less.
 */
public final class Tokens {
  private final Map<Role, TokenFile> files;

  private Tokens(Map<Role, TokenFile> files) {
    this.files = files;
  }

  /** Takes those of the last run, or makes them. */
  public static Tokens at(Path admin) throws IOException {
    var files = new EnumMap<Role, TokenFile>(Role.class);
    files.put(Role.ADMIN, TokenFile.at(admin));
    files.put(Role.OPERATE, TokenFile.at(admin.resolveSibling("operate.token")));
    files.put(Role.READ, TokenFile.at(admin.resolveSibling("read.token")));
    return new Tokens(files);
  }

  /** The role that an Authorization header has; every token is compared, whichever fits. */
  Optional<Role> role(String authorization) {
    Optional<Role> found = Optional.empty();
    for (Map.Entry<Role, TokenFile> file : files.entrySet()) {
      found = file.getValue().opens(authorization) ? Optional.of(file.getKey()) : found;
    }
    return found;
  }
}
