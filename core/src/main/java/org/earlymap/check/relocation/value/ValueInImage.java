// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation.value;

import java.util.List;
import org.earlymap.Range;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.check.relocation.PlaceFindings;
import org.earlymap.check.relocation.RelocatedValues;
import org.earlymap.check.relocation.RelocationRule;
import org.earlymap.format.NameFilter;
import org.earlymap.relocate.RelocationTable;

/**
 * EM-REL-020: what is relocated is an address in the image. Protects from absolute values and null
 * pointers that move with the kernel. {@code scripts/sorttable.c} clears the entries of {@code
 * __mcount_loc} whose functions were dropped; ftrace knows those by that they are outside.
 */
final class ValueInImage extends RelocationRule {
  private static final String MCOUNT_START = "__start_mcount_loc";
  private static final String MCOUNT_END = "__stop_mcount_loc";
  private static final String NO_STEM = "\0\0\0\0";

  ValueInImage() {
    super(
        "EM-REL-020",
        Severity.WARNING,
        "what is relocated is an address in the image: absolute values and null must not move",
        "arch/arm64/kernel/image.h: absolute symbols, which linkers relocate all the same");
  }

  @Override
  protected void judge(CheckedKernel kernel, RelocationTable table, Verdict verdict) {
    Range image = kernel.range("_text", "_end");
    long[] mcount = new long[2];
    kernel
        .symbolTable()
        .visit(
            new NameFilter(List.of(MCOUNT_START, MCOUNT_END), NO_STEM),
            (name, va, size) -> {
              if (name.equals(MCOUNT_START)) {
                mcount[0] = va;
              } else if (name.equals(MCOUNT_END)) {
                mcount[1] = va;
              }
            });
    Range calls = new Range(mcount[0], mcount[1]);
    PlaceFindings findings = new PlaceFindings();
    RelocatedValues.visit(
        kernel.image().contents(),
        table,
        (place, value) -> {
          boolean inside = image.contains(value) || value == image.end();
          if (!inside && !(value == 0 && calls.contains(place))) {
            findings.add(place, value);
          }
        });
    findings.report(
        kernel,
        verdict,
        (place, value, name) ->
            place + " is relocated, but holds " + Figures.hex(value) + ", outside the image");
  }
}
