package io.nightbus.node.cli;

import io.nightbus.node.config.ConfigFile;
import io.nightbus.node.config.GatewayConfig;
import io.nightbus.node.ops.TokenFile;
import io.nightbus.node.ops.log.PanScanner;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which gateway a command talks to, and by which token. */
final class Where {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The gateway's configuration: says where it listens (or NIGHTBUS_CONFIG).")
  @Nullable Path config;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "Where the gateway listens, instead of --config (or NIGHTBUS_URL).")
  @Nullable URI url;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "The file with the gateway's token, with --url (or NIGHTBUS_TOKEN_FILE).")
  @Nullable Path tokenFile;

  private void fillFromEnvironment() {
    config = config == null ? variable("NIGHTBUS_CONFIG").map(Path::of).orElse(null) : config;
    url = url == null ? variable("NIGHTBUS_URL").map(URI::create).orElse(null) : url;
    tokenFile =
        tokenFile == null ? variable("NIGHTBUS_TOKEN_FILE").map(Path::of).orElse(null) : tokenFile;
  }

  private static Optional<String> variable(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty());
  }

  /** A client for it; a {@link Complaint} where the command line does not say enough. */
  AdminClient client(PrintWriter err) {
    fillFromEnvironment();
    Optional<GatewayConfig> read =
        config == null || (url != null && tokenFile != null)
            ? Optional.empty()
            : Optional.of(read(config, err));
    if (read.isEmpty() && (url == null || tokenFile == null)) {
      throw new Complaint(
          ExitCode.USAGE, "which gateway? Give --config FILE, or --url URL and --token-file FILE");
    }
    URI base = url != null ? url : uri(read.orElseThrow());
    Path token = tokenFile != null ? tokenFile : read.orElseThrow().admin().tokenFile();
    return new AdminClient(base, token(base, token));
  }

  private static URI uri(GatewayConfig config) {
    String host = config.admin().listen().getAddress().getHostAddress();
    return URI.create(
        "http://"
            + (host.contains(":") ? "[" + host + "]" : host)
            + ":"
            + config.admin().listen().getPort());
  }

  private static String token(URI base, Path file) {
    try {
      return TokenFile.read(file);
    } catch (IOException e) {
      throw new Complaint(
          ExitCode.UNREACHABLE,
          "the token file "
              + file
              + " cannot be read: has the gateway at "
              + base
              + " ever run, and are you its user?",
          e);
    }
  }

  /** The configuration, or its findings on {@code err} and a complaint. */
  static GatewayConfig read(Path file, PrintWriter err) {
    ConfigFile.Checked checked = ConfigFile.check(file, Map.copyOf(System.getenv()));
    new FindingPrinter(err, new PanScanner()).print(checked);
    return checked
        .config()
        .orElseThrow(() -> new Complaint(ExitCode.USAGE, file + " is not in order, see above"));
  }
}
