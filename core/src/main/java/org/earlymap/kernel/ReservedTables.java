// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.earlymap.config.KernelConfig;
import org.earlymap.kernel.parts.KernelSymbols;
import org.earlymap.layout.Fixmap;
import org.earlymap.layout.StaticTables;
import org.earlymap.layout.VaLayout;

/**
 * Room for page tables that the linker or a static variable sets aside.
 *
 * @param name the symbol at its start
 * @param address its first byte, as linked
 * @param size its bytes, as the symbols show; empty where they do not
 * @param need the bytes that the kernel's own formula asks for, with this configuration, these
 *     traits and this end of the image
 */
public record ReservedTables(String name, long address, OptionalLong size, long need) {
  /**
   * The pools of table pages for the permanent ID map: its own, and KPTI's under its names since.
   */
  public static final List<String> IDMAP_POOLS =
      List.of("idmap_ptes", "kpti_ptes", "kpti_bbml2_ptes", "kpti_bbml3_ptes");

  /** The regions of {@code kernel}, as far as it has them, by address. */
  public static List<ReservedTables> of(KernelBuild kernel) {
    Regions regions = new Regions(kernel);
    List<ReservedTables> found = regions.all();
    found.sort((a, b) -> Long.compareUnsigned(a.address(), b.address()));
    return found;
  }

  /** Whether the region is smaller than the formula asks for. */
  public boolean isTooSmall() {
    return size.isPresent() && Long.compareUnsigned(size.getAsLong(), need) < 0;
  }

  private static final class Regions {
    private final KernelSymbols symbols;
    private final StaticTables tables;
    private final Fixmap fixmap;
    private final long page;
    private final List<ReservedTables> found = new ArrayList<>();

    Regions(KernelBuild kernel) {
      KernelConfig config = kernel.config();
      VaLayout layout =
          VaLayout.of(config, kernel.traits(), config.vaBits(), VaLayout.USUAL_STRUCT_PAGE_SIZE);
      this.symbols = kernel.symbols();
      this.tables = StaticTables.of(layout);
      this.fixmap = Fixmap.of(layout);
      this.page = config.granule().bytes();
    }

    List<ReservedTables> all() {
      long end = symbols.require("_end");
      between("init_idmap_pg_dir", "init_idmap_pg_end", tables.initIdmapSize(end));
      between("init_pg_dir", "init_pg_end", tables.initDirSize(end));
      symbols.fdtTables().ifPresent(this::fdtPool);
      for (String root : new String[] {"idmap_pg_dir", "tramp_pg_dir", "reserved_pg_dir"}) {
        sized(root, page);
      }
      sized("swapper_pg_dir", page);
      long idmapTables = (tables.idmapLevels() - 1) * page;
      for (String pool : IDMAP_POOLS) {
        sized(pool, idmapTables);
      }
      sized("bm_pud", page);
      sized("bm_pmd", page);
      sized("bm_pte", fixmap.bmPteTables() * page);
      return found;
    }

    private void between(String start, String end, long need) {
      OptionalLong from = symbols.find(start);
      OptionalLong to = symbols.find(end);
      if (from.isPresent()) {
        OptionalLong size =
            to.isPresent()
                ? OptionalLong.of(to.getAsLong() - from.getAsLong())
                : OptionalLong.empty();
        found.add(new ReservedTables(start, from.getAsLong(), size, need));
      }
    }

    private void fdtPool(long address) {
      found.add(
          new ReservedTables(
              "map_fdt's tables", address, symbols.fdtTablesSize(), tables.fdtPoolSize()));
    }

    private void sized(String name, long need) {
      OptionalLong address = symbols.find(name);
      if (address.isPresent()) {
        found.add(new ReservedTables(name, address.getAsLong(), symbols.size(name), need));
      }
    }
  }
}
