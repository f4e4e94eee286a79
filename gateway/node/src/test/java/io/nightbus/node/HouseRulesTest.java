package io.nightbus.node;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClass.Predicates;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.nightbus.node.store.JournalLine;
import io.nightbus.node.store.Proofs;
import io.nightbus.node.store.Reports;
import java.util.ArrayList;
import java.util.List;

/** Who may import whom in the node; the package-info files say the same in words. */
@AnalyzeClasses(packages = "io.nightbus", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {
  private static final String ISO = "io.nightbus.iso..";
  private static final String CORE = "io.nightbus.core..";
  private static final String WIRE = "io.nightbus.node.wire..";
  private static final String ENGINE = "io.nightbus.node.engine..";
  private static final String STORE = "io.nightbus.node.store..";
  private static final String OPS = "io.nightbus.node.ops..";
  private static final String CONFIG = "io.nightbus.node.config..";
  private static final String DISCOVERY = "io.nightbus.node.discovery..";
  private static final String TRACE = "io.nightbus.node.trace..";
  private static final String CLI = "io.nightbus.node.cli..";

  @ArchTest static final ArchRule wireMovesBytes = room(WIRE, ISO, "io.nightbus.core.link..");

  @ArchTest static final ArchRule engineKnowsCoreAndWire = room(ENGINE, ISO, CORE, WIRE);

  @ArchTest static final ArchRule storeKnowsTheCoreOnly = room(STORE, ISO, CORE);

  @ArchTest static final ArchRule configKnowsTheCoreOnly = room(CONFIG, ISO, CORE);

  @ArchTest static final ArchRule discoveryKnowsNothingOfOurs = room(DISCOVERY);

  @ArchTest static final ArchRule traceKnowsTheCoreOnly = room(TRACE, ISO, CORE);

  @ArchTest
  static final ArchRule openTelemetryIsKnownToTracesAlone =
      noClasses()
          .that()
          .resideInAnyPackage("io.nightbus.core..", "io.nightbus.node..")
          .and()
          .resideOutsideOfPackage(TRACE)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.opentelemetry..")
          .because("where traces are off, nothing of it is loaded");

  @ArchTest
  static final ArchRule opsSeesTheEngineAndReports =
      classes()
          .that()
          .resideInAPackage(OPS)
          .should()
          .onlyDependOnClassesThat(
              outside().or(Predicates.resideInAnyPackage(OPS, ISO, CORE, ENGINE)).or(reports()))
          .because("the HTTP side asks the desk and reads reports; it writes no book");

  private static DescribedPredicate<JavaClass> outside() {
    return Predicates.resideOutsideOfPackage("io.nightbus..");
  }

  /** The interfaces and the records in them, and a line of the journal. */
  private static DescribedPredicate<JavaClass> reports() {
    return DescribedPredicate.describe(
        "reports of the store",
        type ->
            type.getName().startsWith(Reports.class.getName())
                || type.getName().startsWith(Proofs.class.getName())
                || type.getName().equals(JournalLine.class.getName()));
  }

  private static ArchRule room(String own, String... others) {
    var allowed = new ArrayList<String>(List.of(others));
    allowed.add(own);
    return classes()
        .that()
        .resideInAPackage(own)
        .should()
        .onlyDependOnClassesThat(
            outside().or(Predicates.resideInAnyPackage(allowed.toArray(String[]::new))))
        .because("a room may import what its package-info says, and nothing else");
  }

  @ArchTest static final ArchRule nettyStaysBelow = only("io.netty..", WIRE, ENGINE);

  @ArchTest static final ArchRule sqlStaysInTheStore = only("java.sql..", STORE);

  @ArchTest static final ArchRule sqliteAndFlywayStayInTheStore = only("org.sqlite..", STORE);

  @ArchTest static final ArchRule micrometerStaysInOps = only("io.micrometer..", OPS);

  @ArchTest static final ArchRule logbackStaysInOps = only("ch.qos.logback..", OPS);

  @ArchTest static final ArchRule httpServerStaysInOps = only("com.sun.net.httpserver..", OPS);

  @ArchTest static final ArchRule picocliStaysInTheCommands = only("picocli..", CLI);

  @ArchTest static final ArchRule noJposInTheMachine = only("org.jpos..");

  @ArchTest static final ArchRule noBreakersInTheMachine = only("io.github.resilience4j..");

  /** Within the node, only these rooms know the library. */
  private static ArchRule only(String library, String... rooms) {
    return noClasses()
        .that()
        .resideInAPackage("io.nightbus.node..")
        .and()
        .resideOutsideOfPackages(rooms)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library);
  }

  @ArchTest
  static final ArchRule nobodyImportsTheCommands =
      noClasses()
          .that()
          .resideInAPackage("io.nightbus.node..")
          .and()
          .resideOutsideOfPackage(CLI)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(CLI);

  @ArchTest
  static final ArchRule onlyCommandsSpeakToTheTerminal =
      noClasses()
          .that()
          .resideInAPackage("io.nightbus.node..")
          .and()
          .resideOutsideOfPackage(CLI)
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  @ArchTest
  static final ArchRule nobodySleeps =
      noClasses()
          .that()
          .resideInAnyPackage(WIRE, ENGINE, STORE, CONFIG, DISCOVERY, OPS)
          .should()
          .callMethod(Thread.class, "sleep", long.class)
          .because("what waits awaits an event, or asks the event loop to be called");

  @ArchTest
  static final ArchRule namesSayWhatAThingIs =
      noClasses()
          .that()
          .resideInAPackage("io.nightbus.node..")
          .should()
          .haveNameMatching(".*(Manager|Helper|Util|Utils|Impl|Abstract\\w*)$");
}
