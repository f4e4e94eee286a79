package io.nightbus.ops;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may know whom in the distribution. */
final class HouseRulesTest {
  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.nightbus.ops");

  @Test
  void theBooksShareNoCodeWithWhatTheyCheck() {
    noClasses()
        .that()
        .resideInAPackage("io.nightbus.ops.books..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.nightbus.iso..",
            "io.nightbus.core..",
            "io.nightbus.node..",
            "io.nightbus.sim..",
            "io.nightbus.ops.stage..",
            "io.nightbus.ops.demo..",
            "io.nightbus.ops.kill..",
            "io.nightbus.ops.links..",
            "io.nightbus.ops.figures..")
        .check(OURS);
  }

  @Test
  void theStageStartsWhatIsShippedAndLinksNothingOfIt() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.nightbus.ops.stage..",
            "io.nightbus.ops.demo..",
            "io.nightbus.ops.kill..",
            "io.nightbus.ops.figures..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.nightbus.iso..", "io.nightbus.core..", "io.nightbus.node..", "io.nightbus.sim..")
        .check(OURS);
  }

  /** Peers and asker share its clock; what is measured is the process. */
  @Test
  void whatMeasuresLinksLinksNothingOfTheGateway() {
    noClasses()
        .that()
        .resideInAPackage("io.nightbus.ops.links..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.nightbus.core..", "io.nightbus.node..", "io.nightbus.ops.books..")
        .check(OURS);
  }

  @Test
  void onlyTheBooksReadTheStore() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.nightbus.ops.books..", "io.nightbus.ops.figures..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.sql..")
        .check(OURS);
  }

  /** The tests talk to the gateway with them; nothing that is shipped here knows them. */
  @Test
  void strangersLibrariesStayInTheTests() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.jpos..", "com.solab..")
        .check(OURS);
  }
}
