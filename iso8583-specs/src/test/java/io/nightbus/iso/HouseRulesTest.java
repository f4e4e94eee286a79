package io.nightbus.iso;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** Who may import whom, and what the language never does. */
class HouseRulesTest {
  private static final JavaClasses LANGUAGE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.nightbus.iso");

  @Test
  void jposIsKnownInIsoAlone() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("io.nightbus.iso")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.jpos.."));
  }

  @Test
  void ofJposOnlyFieldsAndPackagersAreUsed() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "org.jpos.util..",
                "org.jpos.q2..",
                "org.jpos.space..",
                "org.jpos.transaction..",
                "org.jpos.iso.channel.."));
  }

  @Test
  void isoDoesNotKnowDialects() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.nightbus.iso")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.nightbus.iso.dialect.."));
  }

  @Test
  void theLanguageKnowsNothingElseOfNightbus() {
    check(
        classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "io.nightbus.iso..",
                "java..",
                "javax.xml..",
                "org.xml.sax..",
                "org.jpos..",
                "org.jspecify..",
                "com.fasterxml.jackson.."));
  }

  @Test
  void noClockNoChanceNoThread() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.Random")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.UUID")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.lang.Thread")
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "java.time..", "java.net..", "java.util.concurrent.locks..", "java.security..")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis"));
  }

  @Test
  void filesAreReadAtLoadOnly() {
    check(
        noClasses()
            .that()
            .doNotHaveSimpleName("DialectFiles")
            .and()
            .doNotHaveSimpleName("Dialect")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.nio.file.."));
  }

  private static void check(ArchRule rule) {
    rule.check(LANGUAGE);
  }
}
