// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.inspect;

import java.io.PrintWriter;
import java.util.Map;
import java.util.OptionalLong;
import org.earlymap.Hex;
import org.earlymap.Sizes;
import org.earlymap.cli.options.KernelHintOptions;
import org.earlymap.config.KernelConfig;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.KernelSegment;
import org.earlymap.kernel.ReservedTables;
import org.earlymap.kernel.parts.Evidence;
import org.earlymap.relocate.RelocationCounts;
import org.earlymap.version.Trait;

/** An inspection for people. */
final class InspectText {
  private final PrintWriter out;

  InspectText(PrintWriter out) {
    this.out = out;
  }

  void print(Inspection inspection) {
    KernelBuild kernel = inspection.kernel();
    KernelConfig config = kernel.config();
    out.println(kernel.file());
    field("release", kernel.release().text());
    inspection.compiler().ifPresent(compiler -> field("compiler", compiler));
    field("page size", Sizes.binary(config.granule().bytes()));
    field(
        "VA bits",
        config.vaBits()
            + (config.vaBits() == config.vaBitsMin()
                ? ""
                : ", or " + config.vaBitsMin() + " on a CPU without them"));
    field("PA bits", config.paBits() + (config.lpa2() ? " (LPA2)" : ""));
    field("table levels", Integer.toString(config.pgtableLevels()));
    field("byte order", config.bigEndian() ? "big endian" : "little endian");
    field("relocatable", config.relocatable() ? "yes" : "no");
    field("KASLR", config.randomizeBase() ? "yes" : "no");
    field("symbols", kernel.symbols().addresses().size() + " of those needed");
    printEvidence(inspection);
    printSegments(inspection);
    printRegions(inspection);
    printTraits(inspection);
    printRelocations(inspection);
  }

  private void printEvidence(Inspection inspection) {
    out.println();
    out.println("Where from");
    for (Evidence evidence : inspection.kernel().evidence()) {
      if (Trait.named(evidence.item()).isEmpty()) {
        out.println(
            "  "
                + pad(evidence.item(), 24)
                + evidence.value()
                + " ("
                + KernelHintOptions.source(evidence)
                + ")");
      }
    }
  }

  private void printSegments(Inspection inspection) {
    out.println();
    out.println("Segments, as linked");
    for (KernelSegment segment : inspection.segments()) {
      out.println(
          "  "
              + range(segment.start(), segment.end())
              + "  "
              + segment.permissions()
              + "  "
              + pad(segment.name(), 38)
              + Sizes.exact(segment.size()));
    }
  }

  private void printRegions(Inspection inspection) {
    out.println();
    out.println("Room for page tables");
    for (ReservedTables region : inspection.regions()) {
      OptionalLong size = region.size();
      String room = size.isPresent() ? Sizes.binary(size.getAsLong()) : "unknown size";
      out.println(
          "  "
              + Hex.of(region.address())
              + "  "
              + pad(region.name(), 20)
              + pad(room, 14)
              + "needs "
              + Sizes.binary(region.need())
              + (region.isTooSmall() ? ", TOO SMALL" : ""));
    }
  }

  private void printTraits(Inspection inspection) {
    out.println();
    out.println("Traits");
    for (Trait trait : Trait.values()) {
      String source = inspection.traitSources().getOrDefault(trait, "");
      out.println(
          "  "
              + (inspection.kernel().traits().has(trait) ? "on   " : "off  ")
              + pad(trait.label(), 28)
              + trait.description()
              + (source.isEmpty() ? "" : " (" + source + ")"));
    }
  }

  private void printRelocations(Inspection inspection) {
    out.println();
    out.println("Relocations");
    if (inspection.relocations().isEmpty()) {
      out.println("  " + inspection.noRelocations());
      return;
    }
    RelocationCounts counts = inspection.relocations().get();
    if (counts.relaByType().isEmpty() && counts.relrEntries() == 0) {
      out.println("  none");
    }
    for (Map.Entry<Integer, Long> entry : counts.relaByType().entrySet()) {
      out.println(
          "  RELA  "
              + pad(entry.getValue().toString(), 10)
              + RelocationCounts.explain(entry.getKey()));
    }
    if (counts.relrEntries() != 0) {
      out.println(
          "  RELR  "
              + pad(Long.toString(counts.relrPlaces()), 10)
              + "places in "
              + counts.relrEntries()
              + " words");
    }
  }

  private void field(String name, String value) {
    out.println("  " + pad(name, 14) + value);
  }

  private static String range(long start, long end) {
    return Hex.of(start) + " .. " + Hex.of(end);
  }

  private static String pad(String text, int width) {
    return text.length() < width ? text + " ".repeat(width - text.length()) : text + " ";
  }
}
