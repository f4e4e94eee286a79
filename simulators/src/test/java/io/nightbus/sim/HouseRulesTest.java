package io.nightbus.sim;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.nightbus.sim", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {
  @ArchTest
  static final ArchRule NETTY_STAYS_IN_THE_WIRE =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.nightbus.sim.wire")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..")
          .because("hosts are pure logic with a thin shell");

  @ArchTest
  static final ArchRule HOSTS_ARE_PURE =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.nightbus.sim.host",
              "io.nightbus.sim.rules",
              "io.nightbus.sim.faults",
              "io.nightbus.sim.traffic")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net..", "java.util.concurrent..", "java.sql..")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .because("the deterministic simulation runs them on its own clock");

  @ArchTest
  static final ArchRule NO_GATEWAY_CODE =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.nightbus.sim.world..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.nightbus.core..", "io.nightbus.node..", "io.nightbus.sim.world..")
          .because("who is asked whether the gateway was right must not ask the gateway");

  @ArchTest
  static final ArchRule WIRE_KNOWS_BYTES_ONLY =
      noClasses()
          .that()
          .resideInAPackage("io.nightbus.sim.wire")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.nightbus.iso..")
          .because("the load generator shares it");
}
