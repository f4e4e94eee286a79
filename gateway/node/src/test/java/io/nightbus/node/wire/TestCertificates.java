package io.nightbus.node.wire;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Keys and certificates of this run alone, made by the JDK's keytool; written as PEM. */
final class TestCertificates {
  private static final String SECRET = "only-for-this-test";

  private final Path folder;
  private final Path store;

  /** Two authorities: {@code ca}, which signs, and {@code stranger}, which nobody knows. */
  TestCertificates(Path folder) throws Exception {
    this.folder = folder;
    store = folder.resolve("store.p12");
    keytool("-alias", "ca", "-dname", "CN=test authority", "-ext", "bc:c");
    keytool("-alias", "stranger", "-dname", "CN=nobody knows me", "-ext", "bc:c");
  }

  /** Signed by {@code ca}, for this name, from and for so many days. */
  TlsFiles.Own signed(String alias, String name, int fromDay, int days) throws Exception {
    keytool(
        "-alias",
        alias,
        "-dname",
        "CN=" + name,
        "-ext",
        "san=dns:" + name,
        "-signer",
        "ca",
        "-startdate",
        (fromDay < 0 ? "" : "+") + fromDay + "d",
        "-validity",
        Integer.toString(days));
    return write(alias, alias);
  }

  /** Its certificate, to be trusted. */
  Path authority(String alias) throws Exception {
    return write(alias, alias).certificate();
  }

  /** What a client needs who shows this certificate, or none where {@code alias} is empty. */
  SSLContext client(String alias) throws Exception {
    KeyStore all = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      all.load(in, SECRET.toCharArray());
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", all.getCertificate("ca"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    if (!alias.isEmpty()) {
      own.setKeyEntry(
          alias,
          all.getKey(alias, SECRET.toCharArray()),
          SECRET.toCharArray(),
          all.getCertificateChain(alias));
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, SECRET.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  /** Under a file name that may have been written before. */
  TlsFiles.Own write(String alias, String file) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, SECRET.toCharArray());
    }
    var chain = new StringBuilder();
    for (Certificate each : keys.getCertificateChain(alias)) {
      chain.append(pem("CERTIFICATE", each.getEncoded()));
    }
    byte[] key = keys.getKey(alias, SECRET.toCharArray()).getEncoded();
    return new TlsFiles.Own(
        Files.writeString(folder.resolve(file + ".pem"), chain),
        Files.writeString(folder.resolve(file + ".key"), pem("PRIVATE KEY", key)));
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

  private void keytool(String... words) throws Exception {
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
    command.addAll(List.of(words));
    Process keytool =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new IllegalStateException(Files.readString(folder.resolve("keytool.log")));
    }
  }
}
