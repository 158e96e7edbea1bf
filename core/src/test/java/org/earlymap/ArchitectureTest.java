// SPDX-License-Identifier: Apache-2.0
package org.earlymap;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import org.junit.jupiter.api.Test;

/** The rules that hold for the library's classes as compiled. */
final class ArchitectureTest {
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.earlymap");

  @Test
  void packagesUseOnlyThoseBeforeThem() {
    check(classes().should(new PackageOrder()));
  }

  @Test
  void nothingPrints() {
    check(GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS);
  }

  @Test
  void nothingEndsTheProcess() {
    check(
        noClasses()
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class));
  }

  @Test
  void nothingKnowsTheCommandLine() {
    check(noClasses().should().dependOnClassesThat().resideInAPackage("picocli.."));
  }

  @Test
  void onlyTheAssertionsNeedAssertJ() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("org.earlymap.assertj")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.assertj..", "org.earlymap.assertj"));
  }

  @Test
  void guavaStaysInside() {
    check(classes().should(new NoGuavaInSignatures()));
  }

  @Test
  void onlyTheTraitsTestAVersion() {
    check(
        noClasses()
            .that()
            .doNotBelongToAnyOf(KernelTraits.class, KernelRelease.class)
            .should()
            .callMethod(KernelRelease.class, "atLeast", int.class, int.class, int.class)
            .orShould()
            .callMethod(KernelRelease.class, "isOfLine", int.class, int.class)
            .orShould()
            .callMethod(KernelRelease.class, "major")
            .orShould()
            .callMethod(KernelRelease.class, "minor")
            .orShould()
            .callMethod(KernelRelease.class, "patch")
            .orShould()
            .callMethod(KernelRelease.class, "compareTo", KernelRelease.class)
            .because("a version decides KernelTraits, and everything else asks a trait"));
  }

  @Test
  void namesAreTheFieldsOwn() {
    check(noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?|Impl)(\\$.*)?"));
  }

  private static void check(ArchRule rule) {
    rule.check(CORE);
  }
}
