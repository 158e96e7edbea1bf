// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.plan;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.earlymap.Hex;
import org.earlymap.Sizes;
import org.earlymap.arch.RegisterValue;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.build.BuildManifest;
import org.earlymap.plan.PlanRegion;
import org.earlymap.plan.PlanSpace;
import org.earlymap.plan.PlannedTables;
import org.earlymap.table.TableRoot;

/** What {@code earlymap plan} prints: what was asked, and what came of it. */
final class PlanText {
  private final PrintWriter out;

  PlanText(PrintWriter out) {
    this.out = out;
  }

  void print(PlanFile read, PlannedTables tables, BuildManifest manifest, Path folder) {
    PlanSpace space = tables.space();
    out.println(
        read.name()
            + ": "
            + space.kind().label()
            + ", "
            + space.granule().label()
            + " granules, "
            + space.vaBits().orElseThrow()
            + " address bits, "
            + space.paBits()
            + " physical, "
            + space.format());
    for (PlanRegion region : read.plan().regions()) {
      out.println(
          "  "
              + Hex.of(region.va())
              + " -> "
              + Hex.of(region.pa())
              + "  "
              + space.kind().describe(region.attributes().rights())
              + "  "
              + region.attributes().memory().label()
              + "  "
              + region.name()
              + ", "
              + Sizes.exact(region.size()));
    }
    out.println();
    TranslationRegime regime = tables.roots().get(0).regime();
    for (RegisterValue value : RegisterValue.of(tables.registers(), regime)) {
      out.printf(Locale.ROOT, "  %-10s %s%n", value.name(), Hex.of(value.value()));
    }
    for (TableRoot root : tables.roots()) {
      out.println(
          "  "
              + root.name()
              + " at "
              + Hex.of(root.pa())
              + ", root level "
              + root.regime().rootLevel()
              + ", "
              + root.regime().rootEntries()
              + " entries");
    }
    out.println();
    long bytes = tables.pages() * space.granule().bytes();
    out.println(
        "wrote "
            + folder
            + ": "
            + tables.pages()
            + (tables.pages() == 1 ? " table page, " : " table pages, ")
            + Sizes.exact(bytes)
            + " at "
            + Hex.of(tables.pa())
            + (tables.size() > bytes ? " of " + Sizes.exact(tables.size()) : ""));
    for (BuildManifest.Emitted each : manifest.emitted()) {
      out.println(
          "  "
              + each.file()
              + " ("
              + each.form()
              + (each.pa().isPresent() ? " at " + Hex.of(each.pa().getAsLong()) : "")
              + ")");
    }
  }
}
