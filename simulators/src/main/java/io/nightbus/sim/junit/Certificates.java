package io.nightbus.sim.junit;

import io.nightbus.sim.wire.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An authority that lives as long as a test, and keys and certificates that it signs, as PEM files.
 * Made by the JDK's keytool, half a second each.
 */
public final class Certificates {
  private static final String SECRET = "only-for-this-test";
  private static final String CA = "ca";
  private static final long PATIENCE_SECONDS = 60;

  private final Path folder;
  private final Path store;
  private final Path authority;

  private Certificates(Path folder) throws IOException {
    this.folder = folder;
    store = folder.resolve("store.p12");
    keytool(List.of("-alias", CA, "-dname", "CN=test authority", "-ext", "bc:c"));
    authority = write(CA, CA).certificate();
  }

  /** A new authority, which nobody else knows; its files and those it signs are in the folder. */
  public static Certificates in(Path folder) throws IOException {
    return new Certificates(Files.createDirectories(folder));
  }

  /** The PEM file of whom to believe. */
  public Path authority() {
    return authority;
  }

  /** Signed, for a host of this name, from yesterday and for so many days. */
  public Tls.Own signed(String name, int days) throws IOException {
    return signed(name, "-1d", days);
  }

  /** Signed for a host of this name; it ended ten days ago. */
  public Tls.Own expired(String name) throws IOException {
    return signed(name, "-20d", 10);
  }

  private Tls.Own signed(String name, String from, int days) throws IOException {
    String alias = name + from + days;
    keytool(
        List.of(
            "-alias",
            alias,
            "-dname",
            "CN=" + name,
            "-ext",
            "san=dns:" + name,
            "-signer",
            CA,
            "-startdate",
            from,
            "-validity",
            Integer.toString(days)));
    return write(alias, alias);
  }

  private Tls.Own write(String alias, String file) throws IOException {
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, SECRET.toCharArray());
      var chain = new StringBuilder();
      for (Certificate each : keys.getCertificateChain(alias)) {
        chain.append(pem("CERTIFICATE", each.getEncoded()));
      }
      byte[] key = keys.getKey(alias, SECRET.toCharArray()).getEncoded();
      return new Tls.Own(
          Files.writeString(folder.resolve(file + ".pem"), chain),
          Files.writeString(folder.resolve(file + ".key"), pem("PRIVATE KEY", key)));
    } catch (GeneralSecurityException unreadable) {
      throw new IOException(store + " can't be read", unreadable);
    }
  }

  private static String pem(String kind, byte[] bytes) {
    return "-----BEGIN "
        + kind
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
        + "\n-----END "
        + kind
        + "-----\n";
  }

  private void keytool(List<String> words) throws IOException {
    var command =
        new ArrayList<String>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-keyalg",
                "EC",
                "-keystore",
                store.toString(),
                "-storepass",
                SECRET));
    command.addAll(words);
    Path log = folder.resolve("keytool.log");
    Process keytool =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      if (!keytool.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
        keytool.destroyForcibly();
        throw new IOException("keytool: " + Files.readString(log));
      }
    } catch (InterruptedException interrupted) {
      keytool.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }
}
