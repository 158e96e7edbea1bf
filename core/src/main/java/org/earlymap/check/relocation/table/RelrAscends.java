// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation.table;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.check.relocation.PlaceFindings;
import org.earlymap.check.relocation.RelocationRule;
import org.earlymap.relocate.RelocationTable;

/**
 * EM-REL-009: the addresses of {@code .relr.dyn} ascend, each behind what the words before it stand
 * for. Protects from words that are moved twice, and shows a table that was not written by a
 * linker.
 */
final class RelrAscends extends RelocationRule {
  private static final int BITS_PER_MAP = 63;

  RelrAscends() {
    super(
        "EM-REL-009",
        Severity.WARNING,
        "the addresses of .relr.dyn ascend, each behind what the words before it stand for",
        "the generic ABI's SHT_RELR: linkers sort the places that they pack");
  }

  @Override
  protected void judge(CheckedKernel kernel, RelocationTable table, Verdict verdict) {
    PlaceFindings findings = new PlaceFindings();
    long free = 0;
    long next = 0;
    for (long i = 0; i < table.relrEntries(); i++) {
      long word = table.relrWord(i);
      if ((word & 1) == 0) {
        if (Long.compareUnsigned(word, free) < 0) {
          findings.add(word);
        }
        free = word + 8;
        next = word + 8;
      } else {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(word >>> 1);
        free = bits == 0 ? free : next + 8L * bits;
        next += 8L * BITS_PER_MAP;
      }
    }
    findings.report(
        kernel,
        verdict,
        (place, value, name) -> "the address word for " + place + " is not behind those before it");
  }
}
