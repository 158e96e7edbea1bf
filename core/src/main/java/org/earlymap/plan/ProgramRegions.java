// SPDX-License-Identifier: Apache-2.0
package org.earlymap.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Hex;
import org.earlymap.arch.RegimeKind;
import org.earlymap.arch.Rights;
import org.earlymap.format.elf.ElfFile;
import org.earlymap.format.elf.ElfSection;
import org.earlymap.format.elf.ElfSegment;

/** The pieces of a program as regions: its segments, or its sections with their flags. */
public final class ProgramRegions {
  private static final int PF_EXECUTE = 1;
  private static final int PF_WRITE = 2;
  private static final long SHF_TLS = 1 << 10;

  /**
   * Changes how sections of a name are mapped.
   *
   * @param pattern a name; a star at its end stands for any rest
   * @param attributes how they are mapped; empty leaves them out
   */
  public record Rule(String pattern, Optional<PlanRegion.Attributes> attributes) {
    boolean matches(String name) {
      return pattern.endsWith("*")
          ? name.startsWith(pattern.substring(0, pattern.length() - 1))
          : name.equals(pattern);
    }
  }

  /**
   * Where a program lies in physical memory.
   *
   * @param offset what is added to its addresses
   * @param base where its lowest address lies, instead of an offset
   */
  public record Placement(long offset, OptionalLong base) {
    /** At the addresses that it is linked to. */
    public static final Placement IDENTITY = new Placement(0, OptionalLong.empty());
  }

  private ProgramRegions() {}

  /**
   * The PT_LOAD segments, each with its flags. What a loader reads is readable.
   *
   * @throws PlanException where there is none
   */
  public static List<PlanRegion> segments(ElfFile program, Placement placement, RegimeKind kind) {
    List<PlanRegion> regions = new ArrayList<>();
    int number = 0;
    for (ElfSegment segment : program.loadSegments()) {
      if (segment.memorySize() != 0) {
        boolean writes = (segment.flags() & PF_WRITE) != 0;
        boolean executes = (segment.flags() & PF_EXECUTE) != 0;
        regions.add(
            region(
                "segment " + number,
                segment.address(),
                segment.memorySize(),
                usual(kind, writes, executes)));
      }
      number++;
    }
    return placed(regions, placement, "no segment to load");
  }

  /**
   * The allocated sections, each with its flags or those of the first rule with its name.
   *
   * @throws PlanException where there is none, or a rule fits none
   */
  public static List<PlanRegion> sections(
      ElfFile program, Placement placement, RegimeKind kind, List<Rule> rules) {
    List<PlanRegion> regions = new ArrayList<>();
    List<Rule> unused = new ArrayList<>(rules);
    for (ElfSection section : program.allocatedSections()) {
      Optional<Rule> rule = rules.stream().filter(each -> each.matches(section.name())).findFirst();
      rule.ifPresent(unused::remove);
      if (section.size() == 0
          || isThreadTemplate(section)
          || (rule.isPresent() && rule.get().attributes().isEmpty())) {
        continue;
      }
      boolean writes = (section.flags() & ElfSection.SHF_WRITE) != 0;
      boolean executes = (section.flags() & ElfSection.SHF_EXECINSTR) != 0;
      regions.add(
          region(
              "section " + section.name(),
              section.address(),
              section.size(),
              rule.flatMap(Rule::attributes).orElse(usual(kind, writes, executes))));
    }
    if (!unused.isEmpty()) {
      throw new PlanException("no section of the program is named " + unused.get(0).pattern());
    }
    return placed(regions, placement, "no section to load");
  }

  /** Normal memory, for the privileged level only; of stage 2 for all of the guest. */
  private static PlanRegion.Attributes usual(RegimeKind kind, boolean writes, boolean executes) {
    int rights = Rights.EL1_READ;
    rights |= writes ? Rights.EL1_WRITE : 0;
    rights |= executes ? Rights.EL1_EXECUTE : 0;
    return PlanRegion.Attributes.of(
        kind.isStage2() ? rights | rights << 3 : rights, RegionMemory.NORMAL);
  }

  /** .tbss, which has addresses and no memory there: every thread has a copy of its own. */
  private static boolean isThreadTemplate(ElfSection section) {
    return (section.flags() & SHF_TLS) != 0 && !section.hasBytes();
  }

  private static PlanRegion region(
      String name, long address, long size, PlanRegion.Attributes attributes) {
    return new PlanRegion(name, address, address, size, attributes, true);
  }

  private static List<PlanRegion> placed(
      List<PlanRegion> linked, Placement placement, String nothing) {
    if (linked.isEmpty()) {
      throw new PlanException("the program has " + nothing);
    }
    long lowest = linked.get(0).va();
    for (PlanRegion region : linked) {
      lowest = Long.compareUnsigned(region.va(), lowest) < 0 ? region.va() : lowest;
    }
    long offset =
        placement.base().isPresent() ? placement.base().getAsLong() - lowest : placement.offset();
    List<PlanRegion> placed = new ArrayList<>();
    for (PlanRegion region : linked) {
      long pa = region.va() + offset;
      if (pa < 0) {
        throw new PlanException(
            String.format(
                Locale.ROOT,
                "%s: linked to %s, its physical address would be %s: place the program",
                region.name(),
                Hex.of(region.va()),
                Hex.of(pa)));
      }
      placed.add(
          new PlanRegion(region.name(), region.va(), pa, region.size(), region.attributes(), true));
    }
    return placed;
  }
}
