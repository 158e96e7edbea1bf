// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.plan;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.OptionalLong;
import org.earlymap.Hex;
import org.earlymap.Sizes;
import org.earlymap.arch.Rights;
import org.earlymap.format.Bytes;
import org.earlymap.format.elf.ElfFile;
import org.earlymap.format.elf.ElfSection;
import org.earlymap.plan.PlanRegion;
import org.earlymap.plan.PlanSpace;
import org.earlymap.plan.ProgramRegions;

/** A plan to start with: what a program is made of, and every choice with what is usual. */
final class FirstPlan {
  /** Where a program that is linked to high addresses is put until somebody says. */
  private static final long SOMEWHERE = 0x4000_0000L;

  private FirstPlan() {}

  /**
   * The text of a plan for {@code program}.
   *
   * @param target the file that it is for, beside which the program is looked for
   */
  static String of(Path program, Path target) throws IOException {
    ElfFile elf = ElfFile.of(Bytes.map(program));
    OptionalLong base = base(elf);
    ProgramRegions.Placement placement = new ProgramRegions.Placement(0, base);
    List<PlanRegion> sections =
        ProgramRegions.sections(elf, placement, PlanSpace.USUAL.kind(), List.of());
    Path folder = target.toAbsolutePath().normalize().getParent();
    Path named = folder == null ? program : folder.relativize(program.toAbsolutePath().normalize());
    StringBuilder text = new StringBuilder();
    line(text, "# A plan of translation tables for " + program.getFileName() + ".");
    line(text, "schema: " + PlanFile.SCHEMA);
    line(text, "name: tables");
    line(text, "program: '" + named.toString().replace("'", "''") + "'");
    line(text, "");
    line(text, "regime: el1          # el2, el3, stage2");
    line(text, "granule: 4K          # 16K, 64K");
    line(text, "# va-bits: 39        # else the fewest that do");
    line(text, "pa-bits: " + PlanSpace.USUAL.paBits());
    line(text, "");
    line(
        text, "# Where the program lies: { offset: 0x… } or { at: 0x… }; else where it is linked.");
    line(text, place(elf, base));
    line(text, "");
    line(text, "map: sections        # or segments, by their flags. The sections are:");
    for (PlanRegion section : sections) {
      line(
          text,
          "#   "
              + Hex.of(section.va())
              + "  "
              + Sizes.exact(section.size())
              + "  "
              + access(section.attributes().rights())
              + "  "
              + section.name().replaceFirst("^section ", "").replaceAll("\\p{Cntrl}", "?"));
    }
    line(text, "# sections:          # others than their flags say");
    line(text, "#   .rodata*: { access: r, memory: normal }");
    line(text, "");
    line(text, "# regions:           # what is not in the program");
    line(text, "#   - { name: uart, va: 0x09000000, size: 4K, access: rw, memory: device }");
    line(text, "# guards:            # what must stay unmapped");
    line(text, "#   - { name: below the stack, va: 0x40100000, size: 4K }");
    line(text, "");
    line(text, "policy:");
    line(text, "  blocks: largest    # pages, or the most bytes that one entry maps");
    line(text, "  contiguous: true");
    line(text, "  across-regions: true");
    line(text, "  shared-pages: refuse   # or split");
    line(text, "  writable-and-executable: refuse   # or allow");
    line(text, "");
    line(text, "# tables:            # else behind the program, as large as they must be");
    line(text, "#   at: 0x40200000");
    line(text, "#   size: 64K");
    return text.toString();
  }

  /** Where the program lies, if not where it is linked to: where its segments say, or somewhere. */
  private static OptionalLong base(ElfFile elf) {
    if (elf.allocatedSections().stream().allMatch(each -> each.address() >= 0)) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(loaded(elf).orElse(SOMEWHERE));
  }

  /** Where the lowest section is loaded, of a program whose segments all lie as they are linked. */
  private static OptionalLong loaded(ElfFile elf) {
    LongSummaryStatistics distances =
        elf.loadSegments().stream()
            .mapToLong(each -> each.address() - each.physicalAddress())
            .summaryStatistics();
    if (distances.getCount() == 0 || distances.getMin() != distances.getMax()) {
      return OptionalLong.empty();
    }
    long lowest =
        elf.allocatedSections().stream()
            .map(ElfSection::address)
            .min(Long::compareUnsigned)
            .orElse(0L);
    long at = lowest - distances.getMin();
    return at < 0 ? OptionalLong.empty() : OptionalLong.of(at);
  }

  private static String place(ElfFile elf, OptionalLong base) {
    if (base.isEmpty()) {
      return "# place: { at: 0x40000000 }";
    }
    String known = loaded(elf).isPresent() ? "where its segments say" : "to be changed";
    return "place: { at: 0x" + Long.toHexString(base.getAsLong()) + " }   # " + known;
  }

  private static String access(int rights) {
    return ((rights & Rights.EL1_READ) != 0 ? "r" : "-")
        + ((rights & Rights.EL1_WRITE) != 0 ? "w" : "-")
        + ((rights & Rights.EL1_EXECUTE) != 0 ? "x" : "-");
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append('\n');
  }
}
