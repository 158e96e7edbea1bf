// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation.value;

import java.util.ArrayList;
import java.util.List;
import org.earlymap.Range;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.check.relocation.PlaceFindings;
import org.earlymap.check.relocation.RelocatedValues;
import org.earlymap.check.relocation.RelocationRule;
import org.earlymap.kernel.parts.KernelSection;
import org.earlymap.relocate.RelocationTable;

/**
 * EM-REL-025: what stays holds no address in init memory. Protects from pointers that outlive what
 * they point to. Whether one is used too late cannot be told from a linked kernel; a comparison
 * with an earlier build shows those that are new.
 */
final class InitReferences extends RelocationRule {
  InitReferences() {
    super(
        "EM-REL-025",
        Severity.NOTE,
        "what stays holds no address in init memory, which is freed; modpost's exemptions apply",
        "scripts/mod/modpost.c: section mismatch in reference, secref_whitelist()");
  }

  @Override
  protected void judge(CheckedKernel kernel, RelocationTable table, Verdict verdict) {
    if (table.relaEntries() == 0 && table.relrEntries() == 0) {
      return;
    }
    Range init = kernel.range("__init_begin", "__init_end");
    List<Range> templates = perCpuTemplates(kernel);
    Range idmap = kernel.range("__idmap_text_start", "__idmap_text_end");
    PlaceFindings findings = new PlaceFindings();
    RelocatedValues.visit(
        kernel.image().contents(),
        table,
        (place, value) -> {
          if (init.contains(value)
              && value != init.start()
              && !init.contains(place)
              && !idmap.contains(place)
              && templates.stream().noneMatch(template -> template.contains(value))) {
            findings.add(place, value);
          }
        });
    findings.report(
        kernel,
        verdict,
        InitReferences::isExempt,
        (place, value, name) -> place + " stays, but holds the address of " + name);
  }

  /** Addresses of per-CPU variables are never used as such, only to compute with. */
  private static List<Range> perCpuTemplates(CheckedKernel kernel) {
    List<Range> templates = new ArrayList<>();
    if (kernel.find("__per_cpu_start").isPresent()) {
      templates.add(kernel.range("__per_cpu_start", "__per_cpu_end"));
    }
    for (KernelSection section : kernel.sections()) {
      if (section.name().endsWith(".data..percpu")) {
        templates.add(new Range(section.address(), section.end()));
      }
    }
    return templates;
  }

  /** Names of what is used at init only, or does not use its init functions later. */
  private static boolean isExempt(String symbol) {
    return symbol.startsWith("__param")
        || symbol.endsWith("_ops")
        || symbol.endsWith("_probe")
        || symbol.endsWith("_console");
  }
}
