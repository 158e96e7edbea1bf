// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.stage;

import java.util.Set;
import org.earlymap.arch.Granule;
import org.earlymap.layout.Fixmap;
import org.earlymap.layout.FixmapSlot;
import org.earlymap.machine.Machine;
import org.earlymap.table.PgdMapper;
import org.earlymap.table.TableRegion;
import org.earlymap.version.Trait;

/** The fixmap's static tables ({@code early_fixmap_init}) and the device tree in it. */
final class EarlyFixmap {
  private final KernelTables tables;
  private final Fixmap fixmap;
  private final Granule granule;
  private final boolean tableAccessFlag;
  private long bmPte;

  EarlyFixmap(KernelTables tables) {
    this.tables = tables;
    this.fixmap = Fixmap.of(tables.environment().decisions().layout());
    this.granule = tables.environment().kernel().config().granule();
    this.tableAccessFlag = tables.environment().kernel().traits().has(Trait.TABLE_AF);
  }

  /** Links {@code bm_pud}, {@code bm_pmd} and {@code bm_pte} for every slot there is. */
  void init() {
    long start = fixmap.totalStart();
    long end = tables.environment().decisions().layout().fixaddrTop();
    int pteTables = fixmap.bmPteTables();
    long table = tables.root();
    for (int level = tables.rootLevel(); level < 2; level++) {
      long entry = tables.entry(table, start, level);
      if (tables.isEmpty(entry)) {
        link(entry, tables.addStatic(level == 0 ? "bm_pud" : "bm_pmd", 1));
      }
      table = tables.next(entry);
    }
    bmPte = tables.addStatic("bm_pte", pteTables);
    int shift = granule.levelShift(2);
    for (long block = start >>> shift; block <= (end - 1) >>> shift; block++) {
      long entry = tables.entry(table, block << shift, 2);
      if (tables.isEmpty(entry)) {
        link(entry, bmPte + (block - (start >>> shift)) * granule.bytes());
      }
    }
  }

  /**
   * {@code fixmap_remap_fdt}: read-write first, then, over it, read-only; each time its first page,
   * to read how long it is, and then all of it.
   */
  void mapFdt(PgdMapper mapper) {
    Machine machine = tables.environment().machine();
    long pa = granule.pageDown(machine.fdtAddress());
    long size = machine.fdtAddress() - pa + machine.fdtSize();
    Set<PgdMapper.Limit> limits = tables.limitsInPlace();
    long va = fixmap.address(FixmapSlot.FIX_FDT);
    long prot = tables.protections().pageKernelRo();
    TableRegion none = new TableRegion("the fixmap's tables", 0, 0, granule.bytes());
    mapper.map(none, tables.root(), pa, va, granule.bytes(), prot, limits);
    mapper.map(none, tables.root(), pa, va, size, prot, limits);
  }

  /** {@code earlycon_map}: the page of a console's registers. */
  void mapConsole(long pa) {
    long entry = slotEntry(fixmap.index(FixmapSlot.FIX_EARLYCON_MEM_BASE).orElseThrow());
    long page = tables.address(granule.pageDown(pa));
    tables.memory().writeLong(entry, page | tables.protections().fixmapPageIo());
  }

  /** Physical address of the entry for a slot's page. */
  long slotEntry(int index) {
    long va = fixmap.address(index);
    long table = bmPte + fixmap.bmPteIndex(va) * granule.bytes();
    return tables.entry(table, va, 3);
  }

  Fixmap fixmap() {
    return fixmap;
  }

  private void link(long entry, long table) {
    tables.link(entry, table, tableAccessFlag);
  }
}
