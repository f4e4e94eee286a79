package io.nightbus.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass.Predicates;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/** Who may import whom in the core, and what nobody here may touch. */
@AnalyzeClasses(packages = "io.nightbus.core", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {
  private static final String[] PURE = {
    "java.lang..",
    "java.util",
    "java.util.function..",
    "java.util.stream..",
    "java.util.random..",
    "java.time..",
    "java.util.concurrent.TimeUnit",
    "io.nightbus.iso..",
    "org.jspecify..",
  };

  @ArchTest
  static final ArchRule roomsNeverImportTheSwitchboard =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..core.link..",
              "..core.route..",
              "..core.exchange..",
              "..core.standin..",
              "..core.time..",
              "..core.saf..",
              "..core.transit..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.nightbus.core")
          .because(
              "rooms answer questions; only the switchboard turns their outcomes into effects");

  @ArchTest static final ArchRule linkIsAlone = room("link");

  @ArchTest
  static final ArchRule routeKnowsLinks =
      room("route", "io.nightbus.core.link..", "io.github.resilience4j..");

  @ArchTest static final ArchRule exchangeIsAlone = room("exchange");
  @ArchTest static final ArchRule standInKnowsTime = room("standin", "io.nightbus.core.time..");
  @ArchTest static final ArchRule timeIsAlone = room("time");
  @ArchTest static final ArchRule safIsAlone = room("saf");

  @ArchTest
  static final ArchRule transitKnowsSafAndTime =
      room("transit", "io.nightbus.core.saf..", "io.nightbus.core.time..");

  private static ArchRule room(String name, String... more) {
    String own = "io.nightbus.core." + name + "..";
    var allowed = new java.util.ArrayList<String>(java.util.List.of(PURE));
    allowed.add(own);
    allowed.addAll(java.util.List.of(more));
    return classes()
        .that()
        .resideInAPackage(own)
        .should()
        .onlyDependOnClassesThat(
            Predicates.resideInAnyPackage(allowed.toArray(String[]::new))
                .or(Predicates.equivalentTo(java.util.concurrent.TimeUnit.class)))
        .because("a room may import what its package-info says, and nothing else");
  }

  @ArchTest
  static final ArchRule onlyRouteKnowsResilience4j =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.nightbus.core.route..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.github.resilience4j..")
          .because("the breaker is a detail of routing");

  @ArchTest
  static final ArchRule nothingReadsAClock =
      noClasses()
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(UUID.class, "randomUUID")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Random.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class)
          .because("a seed has to replay to the same run");

  @ArchTest
  static final ArchRule nothingTouchesTheWorld =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.io..",
              "java.nio..",
              "java.net..",
              "java.sql..",
              "java.util.concurrent.locks..",
              "org.slf4j..",
              "org.jpos..",
              "io.netty..",
              "io.micrometer..")
          .because("the core is pure");
}
