// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earlymap.check.Baseline;
import org.earlymap.check.Rule;
import org.earlymap.check.RuleSelection;
import org.earlymap.check.catalog.RuleCatalog;
import picocli.CommandLine.Option;

/** Which rules are asked, and which findings are known already. */
public final class RuleOptions {
  @Option(
      names = "--only",
      paramLabel = "RULE",
      split = ",",
      description =
          "Only these rules, such as EM-SEG-003; a prefix such as EM-TBL stands for its group"
              + " (repeatable).")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--ignore",
      paramLabel = "RULE",
      split = ",",
      description = "Not these rules or groups, named as for --only (repeatable).")
  private List<String> ignored = new ArrayList<>();

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description = "Leave out what an earlier report (--format json) has.")
  private Optional<Path> baseline = Optional.empty();

  /**
   * The rules to ask.
   *
   * @throws org.earlymap.InputException for names that no rule has, and where no rule is left
   */
  public List<Rule> rules() {
    return RuleSelection.of(RuleCatalog.all(), only, ignored);
  }

  /** The findings that are known already, if a file names them. */
  public Optional<Baseline> baseline() throws IOException {
    return baseline.isPresent() ? Optional.of(Baseline.read(baseline.get())) : Optional.empty();
  }
}
