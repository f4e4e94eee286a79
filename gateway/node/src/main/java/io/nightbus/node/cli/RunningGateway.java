package io.nightbus.node.cli;

import io.nightbus.core.Core;
import io.nightbus.core.Moment;
import io.nightbus.core.Result;
import io.nightbus.core.Settings;
import io.nightbus.core.Switchboard;
import io.nightbus.core.link.LinkSettings;
import io.nightbus.node.config.GatewayConfig;
import io.nightbus.node.discovery.Resolver;
import io.nightbus.node.engine.Desk;
import io.nightbus.node.engine.Engine;
import io.nightbus.node.engine.EngineLimits;
import io.nightbus.node.engine.LastResort;
import io.nightbus.node.engine.Observer;
import io.nightbus.node.ops.AdminServer;
import io.nightbus.node.ops.Gateway;
import io.nightbus.node.ops.LastReload;
import io.nightbus.node.ops.Outline;
import io.nightbus.node.ops.OwnMetric;
import io.nightbus.node.ops.Telemetry;
import io.nightbus.node.ops.Tokens;
import io.nightbus.node.ops.log.EventLog;
import io.nightbus.node.ops.log.Logging;
import io.nightbus.node.store.BookRefused;
import io.nightbus.node.store.Keys;
import io.nightbus.node.store.Proofs;
import io.nightbus.node.store.RememberedReports;
import io.nightbus.node.store.Reports;
import io.nightbus.node.store.SqliteBook;
import io.nightbus.node.store.Watch;
import io.nightbus.node.trace.Tracing;
import io.nightbus.node.wire.Guard;
import io.nightbus.node.wire.ListenException;
import io.nightbus.node.wire.Tls;
import io.nightbus.node.wire.TlsFiles;
import io.nightbus.node.wire.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Every part of a gateway, put together and taken apart in the right order. */
final class RunningGateway implements AutoCloseable {
  /** Longer than any answer that an originator still wants. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Engine engine;
  private final AdminServer admin;
  private final Reports reports;
  private final Proofs proofs;
  private final AtomicBoolean started;
  private final CertificateWatch certificates;
  private final List<Discovering> discoveries = new ArrayList<>();
  private final Optional<Tracing> tracing;
  private final Supervisor supervisor =
      Supervisor.in(System.getenv(), ProcessHandle.current().pid());

  private RunningGateway(
      Engine engine,
      AdminServer admin,
      Reports reports,
      Proofs proofs,
      AtomicBoolean started,
      CertificateWatch certificates,
      Optional<Tracing> tracing) {
    this.certificates = certificates;
    this.tracing = tracing;
    this.engine = engine;
    this.admin = admin;
    this.reports = reports;
    this.proofs = proofs;
    this.started = started;
  }

  /**
   * Starts everything; when it returns, the gateway answers.
   *
   * @param file the configuration, for when it is read again
   * @param onStop called when somebody asks it to stop over HTTP; returns at once
   * @throws Complaint naming what is wrong; then nothing runs on
   */
  static RunningGateway start(Path file, GatewayConfig config, Logging logging, Runnable onStop) {
    return start(file, config, logging, onStop, Resolver.system());
  }

  /** With another name service for what is discovered. */
  static RunningGateway start(
      Path file, GatewayConfig config, Logging logging, Runnable onStop, Resolver resolver) {
    Keys keys = Storeroom.keys(config.store());
    Settings settings = settings(config, keys);
    var telemetry = new Telemetry(Version.text(), Version.revision(), links(settings));
    SqliteBook book = Storeroom.book(config.store(), keys, commits(telemetry));
    telemetry.watch(logging);
    telemetry.watch(OwnMetric.KEYS_WRITTEN, () -> keys.written().getEpochSecond());
    telemetry.watch(OwnMetric.STORE_WAITING, book::waiting);
    telemetry.watch(OwnMetric.STORE_CRAMPED, () -> book.isCramped() ? 1 : 0);
    Map<String, Guard> guards = guards(config);
    Optional<Tracing> tracing = Tracing.in(System.getenv());
    tracing.ifPresent(on -> telemetry.count(OwnMetric.SPANS_DELIVERED, on, Tracing::delivered));
    tracing.ifPresent(on -> telemetry.count(OwnMetric.SPANS_LOST, on, Tracing::lost));
    var engine = engine(config, settings, guards, keys, book, telemetry, tracing, logging);
    telemetry.traffic(engine::traffic);
    telemetry.watch(OwnMetric.LOOP_WAITING, engine::waitingTasks);
    telemetry.watch(OwnMetric.WAITING_CONNECTIONS, engine::waitingConnections);
    telemetry.count(OwnMetric.UNIDENTIFIED_CONNECTIONS, engine, Engine::unidentifiedConnections);
    telemetry.count(OwnMetric.REFUSED_CONNECTIONS, engine, Engine::refusedConnections);
    var started = new AtomicBoolean();
    AdminServer admin = null;
    try {
      Desk desk =
          command ->
              started.get()
                  ? engine.ask(command)
                  : CompletableFuture.completedFuture(
                      new Result.Refused("the gateway is starting"));
      var reports = new RememberedReports(book.reports());
      Outline outline = Outline.of(settings, config.addresses(), config.store().file());
      Proofs proofs = book.proofs();
      var roster = new Roster(config, engine, outline);
      var reload = new LastReload(new Reloading(file, roster), InstantSource.system());
      reload.show(telemetry);
      var gateway = new Gateway(outline, desk, reports, Optional.of(proofs), keys, onStop, reload);
      admin = admin(config.admin(), gateway, telemetry);
      engine.start();
      started.set(true);
      var certificates = new CertificateWatch(guards, telemetry);
      var running =
          new RunningGateway(engine, admin, reports, proofs, started, certificates, tracing);
      running.discover(config, resolver, roster, outline, telemetry);
      running.supervisor.watch(admin::isReady, admin::isLive);
      return running;
    } catch (ListenException e) {
      throw undone(admin, new Complaint(ExitCode.UNREACHABLE, String.valueOf(e.getMessage()), e));
    } catch (BookRefused e) {
      throw undone(
          admin, new Complaint(ExitCode.STORE_UNUSABLE, String.valueOf(e.getMessage()), e));
    } catch (Complaint e) {
      book.close();
      throw e;
    }
  }

  private void discover(
      GatewayConfig config,
      Resolver resolver,
      Roster roster,
      Outline outline,
      Telemetry telemetry) {
    for (GatewayConfig.Discovery site : config.discoveries()) {
      var one = new Discovering(site, resolver, roster, engine, outline, telemetry);
      discoveries.add(one);
      one.begin();
    }
  }

  private static Watch commits(Telemetry telemetry) {
    return new Watch() {
      @Override
      public void committed(int transactions, int changes, long nanos) {
        telemetry.committed(nanos);
      }
    };
  }

  private static Complaint undone(@Nullable AdminServer admin, Complaint why) {
    if (admin != null) {
      admin.close();
    }
    return why;
  }

  private static Settings settings(GatewayConfig config, Keys keys) {
    try {
      return config.withHotCards(keys);
    } catch (IOException e) {
      throw new Complaint(
          ExitCode.USAGE,
          "the hot cards cannot be read, and without them stand-in would approve them: "
              + e.getMessage(),
          e);
    }
  }

  private static Map<String, Guard> guards(GatewayConfig config) {
    var guards = new LinkedHashMap<String, Guard>();
    config
        .guards()
        .forEach((name, guard) -> {
          // One without links yet has addresses that are announced, which we dial.
          boolean dials =
              config.settings().endpoint(name).links().stream().allMatch(LinkSettings::dials);
          guards.put(
              name, new Guard(guard.tls().map(files -> tls(name, files, dials)), guard.allow()));
        });
    return guards;
  }

  private static Tls tls(String endpoint, GatewayConfig.Tls files, boolean dials) {
    Optional<TlsFiles.Own> own =
        files
            .certificate()
            .flatMap(certificate -> files.key().map(key -> new TlsFiles.Own(certificate, key)));
    try {
      return Tls.of(new TlsFiles(files.ca(), own, files.peer()), dials);
    } catch (IOException unfit) {
      throw new Complaint(
          ExitCode.USAGE,
          "endpoints." + endpoint + ".tls: " + unfit.getMessage() + "; nothing goes in clear text",
          unfit);
    }
  }

  private static List<String> links(Settings settings) {
    return settings.endpoints().stream()
        .flatMap(endpoint -> endpoint.links().stream())
        .map(LinkSettings::id)
        .map(Object::toString)
        .toList();
  }

  private static Engine engine(
      GatewayConfig config,
      Settings settings,
      Map<String, Guard> guards,
      Keys keys,
      SqliteBook book,
      Telemetry telemetry,
      Optional<Tracing> tracing,
      Logging logging) {
    var eventLog = new EventLog(System::nanoTime);
    Observer metrics = telemetry.observer();
    // Chance only spreads retries; a run of the simulation has its own.
    var jitter = new SplittableRandom(new SecureRandom().nextLong());
    return new Engine(
        settings,
        config.addresses(),
        guards,
        book,
        recovered -> {
          var now = new Moment(Instant.now(), System.nanoTime());
          Core core = new Switchboard(settings, recovered, keys, jitter, now);
          return tracing.map(on -> on.around(core)).orElse(core);
        },
        fact -> {
          metrics.note(fact);
          eventLog.note(fact);
        },
        Transport.best(),
        EngineLimits.USUAL,
        status -> halt(status, logging));
  }

  /** The last words have to be read: what the log still holds goes out first. */
  private static void halt(int status, Logging logging) {
    logging.close();
    LastResort.process().halt(status);
  }

  private static AdminServer admin(
      GatewayConfig.Admin admin, Gateway gateway, Telemetry telemetry) {
    Tokens tokens;
    try {
      tokens = Tokens.at(admin.tokenFile());
    } catch (IOException e) {
      throw new Complaint(
          ExitCode.UNREACHABLE,
          admin.tokenFile() + ": the token file cannot be written; " + e.getMessage(),
          e);
    }
    AdminServer server;
    try {
      server = new AdminServer(admin.listen(), gateway, telemetry, tokens);
    } catch (IOException e) {
      throw taken(admin.listen(), "admin.listen", e);
    }
    admin
        .watch()
        .ifPresent(at -> {
          try {
            server.watchAt(at);
          } catch (IOException e) {
            server.close();
            throw taken(at, "admin.watch", e);
          }
        });
    return server;
  }

  private static Complaint taken(InetSocketAddress at, String key, IOException why) {
    return new Complaint(
        ExitCode.UNREACHABLE,
        "cannot listen on "
            + at.getAddress().getHostAddress()
            + ":"
            + at.getPort()
            + " ("
            + key
            + "): "
            + why.getMessage()
            + "; stop who listens there or choose another port",
        why);
  }

  InetSocketAddress adminAddress() {
    return admin.address();
  }

  /** What is in flight is not waited for any longer. */
  void hurry() {
    engine.hurry();
  }

  /** Lets what is in flight end, closes links and book, and last the admin side. */
  @Override
  public void close() {
    certificates.close();
    discoveries.forEach(Discovering::close);
    supervisor.close();
    admin.stopping();
    engine.stop(GRACE);
    tracing.ifPresent(Tracing::close);
    started.set(false);
    admin.close();
    reports.close();
    proofs.close();
  }
}
