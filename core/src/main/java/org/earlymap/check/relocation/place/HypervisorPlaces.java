// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation.place;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import org.earlymap.Range;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.check.relocation.PlaceFindings;
import org.earlymap.check.relocation.RelocationRule;
import org.earlymap.format.Bytes;
import org.earlymap.relocate.RelocationTable;

/**
 * EM-REL-024: {@code .hyp.reloc} lists all relocated words of the hypervisor's code and constants,
 * and no others. Protects from code at EL2 (nVHE) that follows an address of EL1: its addresses are
 * relocated as all others, then turned into addresses of EL2 by this list.
 */
final class HypervisorPlaces extends RelocationRule {
  private static final int ENTRY_SIZE = 4;

  HypervisorPlaces() {
    super(
        "EM-REL-024",
        Severity.ERROR,
        ".hyp.reloc lists all relocated words of the hypervisor's code and constants, and no"
            + " others",
        "arch/arm64/kvm/va_layout.c: kvm_apply_hyp_relocations()");
  }

  @Override
  protected void judge(CheckedKernel kernel, RelocationTable table, Verdict verdict) {
    if (kernel.find("__hyp_reloc_begin").isEmpty() && !kernel.config().isSet("KVM")) {
      return;
    }
    Range list = kernel.range("__hyp_reloc_begin", "__hyp_reloc_end");
    Range text = kernel.range("__hyp_idmap_text_start", "__hyp_text_end");
    Range constants = kernel.range("__hyp_rodata_start", "__hyp_rodata_end");
    Optional<Bytes> entries = kernel.image().contents().at(list.start(), list.size());
    if (list.size() != 0 && entries.isEmpty()) {
      verdict.notApplied("the file does not hold the bytes of .hyp.reloc");
      return;
    }
    if (table.relaEntries() == 0 && table.relrEntries() == 0) {
      return;
    }
    long[] listed = entries.map(bytes -> places(bytes, list.start())).orElse(new long[0]);
    BitSet met = new BitSet();
    PlaceFindings unlisted = new PlaceFindings();
    table.visitPlaces(
        place -> {
          int at = Arrays.binarySearch(listed, place);
          if (at >= 0) {
            met.set(at);
          } else if (text.contains(place) || constants.contains(place)) {
            unlisted.add(place);
          }
        });
    PlaceFindings unmet = new PlaceFindings();
    for (int i = met.nextClearBit(0); i < listed.length; i = met.nextClearBit(i + 1)) {
      unmet.add(listed[i]);
    }
    unlisted.report(
        kernel,
        verdict,
        (place, value, name) -> ".hyp.reloc leaves out " + place + ": EL2 finds a kernel address");
    unmet.report(
        kernel,
        verdict,
        (place, value, name) -> ".hyp.reloc lists " + place + ", which no relocation changes");
    verdict.measured(".hyp.reloc", listed.length + " places");
  }

  /** What the entries, distances from themselves, lead to; sorted. */
  private static long[] places(Bytes entries, long start) {
    long[] places = new long[(int) (entries.size() / ENTRY_SIZE)];
    for (int i = 0; i < places.length; i++) {
      long at = (long) i * ENTRY_SIZE;
      places[i] = start + at + (int) entries.u32(at);
    }
    Arrays.sort(places);
    return places;
  }
}
