// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.earlymap.check.catalog.RuleCatalog;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Each rule: a kernel that passes it, and one that does not. */
final class RuleTest {
  @TempDir private Path folder = Path.of("");

  @TestFactory
  Stream<DynamicTest> eachRuleHasKernelsOfBothKinds() {
    return BrokenKernels.all().stream()
        .map(broken -> DynamicTest.dynamicTest(broken.toString(), () -> bothKinds(broken)));
  }

  @Test
  void noRuleIsLeftOut() {
    TreeSet<String> tested = new TreeSet<>();
    BrokenKernels.all().forEach(broken -> tested.add(broken.rule()));
    TreeSet<String> rules = new TreeSet<>();
    RuleCatalog.all().forEach(rule -> rules.add(rule.id()));
    assertThat(tested).isEqualTo(rules);
  }

  @Test
  void rulesDescribeThemselves() {
    List<Rule> rules = RuleCatalog.all();
    assertThat(rules).extracting(Rule::id).doesNotHaveDuplicates();
    assertThat(rules)
        .allSatisfy(
            rule -> {
              assertThat(rule.id()).matches("EM-[A-Z]{2,3}-\\d{3}");
              assertThat(rule.reason()).isNotBlank().doesNotContain("\n");
              assertThat(rule.requirement()).isNotBlank();
            });
  }

  private void bothKinds(BrokenKernels.Broken broken) {
    Rule rule =
        RuleCatalog.all().stream()
            .filter(candidate -> candidate.id().equals(broken.rule()))
            .findFirst()
            .orElseThrow();
    Report sound = report(rule, broken.base(), broken.sound());
    Report unsound = report(rule, broken.base(), broken.change());

    assertThat(sound.findings()).isEmpty();
    assertThat(sound.notApplied()).isEmpty();
    assertThat(unsound.findings()).extracting(Finding::subject).contains(broken.subject());
  }

  private Report report(Rule rule, String base, UnaryOperator<KernelMaker> change) {
    CheckedKernel kernel = change.apply(KernelMaker.from(base)).load(folder);
    return new Checker(List.of(rule)).check(kernel);
  }
}
