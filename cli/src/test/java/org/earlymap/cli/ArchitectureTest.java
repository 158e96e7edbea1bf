// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The rules that hold for the program's classes as compiled. */
final class ArchitectureTest {
  private static final String ROOT = "org.earlymap.cli";
  private static final String[] SHARED = {ROOT + ".text", ROOT + ".output", ROOT + ".options"};
  private static final int MOST_CLASSES = 25;

  private static final JavaClasses CLI =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void packagesAreInNoCycle() {
    check(slices().matching(ROOT + ".(*)..").should().beFreeOfCycles());
  }

  @Test
  void nothingUsesWhatStartsTheProgram() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT));
  }

  @Test
  void whatCommandsShareKnowsNoCommand() {
    check(
        classes()
            .that()
            .resideInAnyPackage(SHARED)
            .should()
            .onlyDependOnClassesThat(
                JavaClass.Predicates.resideOutsideOfPackage(ROOT + "..")
                    .or(JavaClass.Predicates.resideInAnyPackage(SHARED))));
  }

  @Test
  void onlyTheEntryEndsTheProcess() {
    check(
        noClasses()
            .that()
            .doNotBelongToAnyOf(Main.class)
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "exit", int.class));
  }

  @Test
  void itsOwnPackageHoldsOnlyWhatStartsIt() {
    check(
        classes()
            .that()
            .resideInAPackage(ROOT)
            .and()
            .areTopLevelClasses()
            .should()
            .haveNameMatching(
                ".*\\.(Main|Earlymap|Subcommands|Version|CommandShape|ClassArchiveTraining"
                    + "|CompletionCommand|FishCompletion|ManualPages|CommandLines|package-info)"));
  }

  @Test
  void packagesAreSmall() {
    Map<String, Integer> sizes = new TreeMap<>();
    for (JavaClass type : CLI) {
      if (type.isTopLevelClass() && !type.getSimpleName().equals("package-info")) {
        sizes.merge(type.getPackageName(), 1, Integer::sum);
      }
    }
    assertThat(sizes).hasSizeGreaterThan(10);
    assertThat(sizes)
        .allSatisfy((name, size) -> assertThat(size).isLessThanOrEqualTo(MOST_CLASSES));
  }

  private static void check(ArchRule rule) {
    rule.check(CLI);
  }
}
