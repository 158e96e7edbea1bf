// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.wx;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.earlymap.Range;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.Stage;
import org.earlymap.check.CheckedBoot;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;

/**
 * EM-WX-008: the kernel builds its tables on every CPU that was named, with the board's memory.
 * Protects from the silence of the other rules of this group where there are no tables to judge.
 */
final class BootsOnCpus extends Rule {
  BootsOnCpus() {
    super(
        "EM-WX-008",
        Severity.ERROR,
        "the kernel builds its tables on every CPU that is named, with the board's memory",
        "arch/arm64/kernel/head.S: __enable_mmu; Documentation/arch/arm64/booting.rst");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    for (CheckedBoot boot : kernel.boots()) {
      Optional<String> failure = boot.failure();
      boot.environment().ifPresent(environment -> measure(boot, environment, verdict));
      if (failure.isPresent() && boot.named()) {
        verdict.finding(boot.cpu(), sentence(boot, failure.get()));
      } else if (boot.environment().isEmpty()) {
        verdict.notApplied(whyNot(kernel));
      }
    }
    if (kernel.boots().isEmpty()) {
      verdict.notApplied(whyNot(kernel));
    }
  }

  /** Why no boot of {@code kernel} can be judged. */
  static String whyNot(CheckedKernel kernel) {
    if (kernel.boots().isEmpty()) {
      return "no CPU was given";
    }
    CheckedBoot first = kernel.boots().get(0);
    return first
        .failure()
        .map(failure -> sentence(first, failure))
        .orElse(
            "the tables of Linux "
                + kernel.image().release()
                + " are not computed: they are since 6.9");
  }

  private static String sentence(CheckedBoot boot, String failure) {
    return "on " + boot.cpu() + " it does not boot: " + failure;
  }

  private static void measure(CheckedBoot boot, BootEnvironment environment, Verdict verdict) {
    String stages = boot.stages().stream().map(Stage::label).collect(Collectors.joining(", "));
    int mappings = boot.tables().stream().mapToInt(tables -> tables.ranges().size()).sum();
    verdict.measured(
        boot.cpu(),
        String.format(
            Locale.ROOT,
            "%s: %d mappings judged, %d address bits%s%s",
            stages,
            mappings,
            environment.decisions().vaBitsActual(),
            environment.decisions().lpa2Enabled() ? " with LPA2" : "",
            partOfMemory(boot, environment)));
  }

  private static String partOfMemory(CheckedBoot boot, BootEnvironment environment) {
    long mapped = environment.machine().banks().stream().mapToLong(Range::size).sum();
    return mapped == boot.memoryBytes()
        ? ""
        : ", " + Figures.size(mapped) + " stand for " + Figures.size(boot.memoryBytes());
  }
}
