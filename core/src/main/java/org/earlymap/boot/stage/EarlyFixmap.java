// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.stage;

import java.util.Set;
import org.earlymap.Range;
import org.earlymap.arch.Granule;
import org.earlymap.layout.Fixmap;
import org.earlymap.layout.FixmapSlot;
import org.earlymap.layout.StaticTables;
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
  private final boolean pageGranular;
  private final long bmPte;

  private EarlyFixmap(KernelTables tables) {
    this.tables = tables;
    this.fixmap = Fixmap.of(tables.environment().decisions().layout());
    this.granule = tables.environment().kernel().config().granule();
    this.tableAccessFlag = tables.environment().kernel().traits().has(Trait.TABLE_AF);
    this.pageGranular = tables.environment().kernel().traits().has(Trait.PAGE_GRANULAR_FDT_FIXMAP);
    this.bmPte = linkTables();
  }

  /** {@code early_fixmap_init}: adds and links the tables. */
  static EarlyFixmap init(KernelTables tables) {
    return new EarlyFixmap(tables);
  }

  /**
   * Links {@code bm_pud}, {@code bm_pmd} and {@code bm_pte}: the last for every slot there is, or,
   * where there is but one, for the page at FIXADDR_START and what shares its table.
   *
   * @return the physical address of the first {@code bm_pte}
   */
  private long linkTables() {
    long start = pageGranular ? fixmap.totalStart() : fixmap.start();
    long last = pageGranular ? fixmap.layout().fixaddrTop() - 1 : start;
    long table = tables.root();
    for (int level = tables.rootLevel(); level < 2; level++) {
      long entry = tables.entry(table, start, level);
      if (tables.isEmpty(entry)) {
        link(entry, tables.addStatic(level == 0 ? "bm_pud" : "bm_pmd", 1));
      }
      table = tables.next(entry);
    }
    long first = tables.addStatic("bm_pte", fixmap.bmPteTables());
    int shift = granule.levelShift(2);
    for (long block = start >>> shift; block <= last >>> shift; block++) {
      long entry = tables.entry(table, block << shift, 2);
      if (tables.isEmpty(entry)) {
        link(entry, first + (block - (start >>> shift)) * granule.bytes());
      }
    }
    return first;
  }

  /**
   * {@code fixmap_remap_fdt}: read-write first, then, over it, read-only; each time its first page
   * (before 6.4 SWAPPER_BLOCK_SIZE), to read how long it is, and then all of it.
   */
  void mapFdt(PgdMapper mapper) {
    Machine machine = tables.environment().machine();
    long step =
        pageGranular ? granule.bytes() : 1L << StaticTables.of(fixmap.layout()).blockShift();
    long pa = machine.fdtAddress() & -step;
    long size = (machine.fdtAddress() - pa + machine.fdtSize() + step - 1) & -step;
    Set<PgdMapper.Flag> flags = tables.flagsInPlace();
    long va = fixmap.address(FixmapSlot.FIX_FDT);
    long prot = tables.protections().pageKernelRo();
    TableRegion none = new TableRegion("the fixmap's tables", 0, 0, granule.bytes());
    mapper.map(none, tables.root(), new PgdMapper.Request(pa, va, step, prot, flags));
    mapper.map(none, tables.root(), new PgdMapper.Request(pa, va, size, prot, flags));
  }

  /** {@code earlycon_map}: the page of a console's registers. */
  void mapConsole(long pa) {
    long entry = slotEntry(fixmap.index(FixmapSlot.FIX_EARLYCON_MEM_BASE).orElseThrow());
    long page = tables.address(granule.pageDown(pa));
    tables.memory().writeLong(entry, page | tables.protections().fixmapPageIo());
  }

  /**
   * {@code efi_memmap_init_early}: UEFI's memory map, in the first window of {@code early_ioremap},
   * where it stays for long.
   *
   * @param map the physical addresses of the map
   */
  void mapUefiMemoryMap(Range map) {
    writeWindow(map, tables.protections().pageKernel());
  }

  /** {@code efi_memmap_unmap}. */
  void unmapUefiMemoryMap(Range map) {
    writeWindow(map, 0);
  }

  private void writeWindow(Range memory, long prot) {
    int index = fixmap.index(FixmapSlot.FIX_BTMAP_BEGIN).orElseThrow();
    long end = granule.pageUp(memory.end());
    for (long pa = granule.pageDown(memory.start()); pa != end; pa += granule.bytes()) {
      tables.memory().writeLong(slotEntry(index), prot == 0 ? 0 : tables.address(pa) | prot);
      index--;
    }
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
