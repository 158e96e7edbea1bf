// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.stage;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.Granule;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.Decisions;
import org.earlymap.boot.decide.PageProtections;
import org.earlymap.config.KernelConfig;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.table.PgdMapper.Flag;
import org.earlymap.version.Trait;

/** The kernel's live tables once it runs at its own addresses: {@code swapper_pg_dir} downwards. */
public final class KernelTables {
  private final BootEnvironment environment;
  private final ImageTables image;
  private final PhysicalMemory memory;
  private final KernelConfig config;
  private final Granule granule;
  private final List<TableImage> statics = new ArrayList<>();

  public KernelTables(BootEnvironment environment, ImageTables image) {
    this.environment = environment;
    this.image = image;
    this.memory = image.memory();
    this.config = environment.kernel().config();
    this.granule = config.granule();
  }

  PhysicalMemory memory() {
    return memory;
  }

  BootEnvironment environment() {
    return environment;
  }

  /** Physical address of {@code swapper_pg_dir}; a 48-bit CPU starts further in on 64K/52. */
  long root() {
    return environment.image().pa("swapper_pg_dir");
  }

  int rootLevel() {
    return environment.decisions().rootLevel();
  }

  /** PTRS_PER_PGD, or a full table where a level is folded on this CPU. */
  int rootEntries() {
    int bits = config.vaBits() - granule.levelShift(rootLevel());
    return 1 << Math.min(bits, granule.bitsPerLevel());
  }

  /** Adds the pages of a static table of the image, with what the linker left in them. */
  long addStatic(String symbol, int pages) {
    return addStatic(symbol, environment.image().pa(symbol), pages);
  }

  /** Adds such pages under a name of ours. */
  long addStatic(String name, long pa, int pages) {
    long size = pages * granule.bytes();
    image.add(name, pa, size);
    statics.add(new TableImage(name, pa, size, pages));
    return pa;
  }

  /** The static tables that were added, in the order of their adding. */
  public List<TableImage> statics() {
    return statics;
  }

  /** Physical address of the entry for {@code va} in a table at {@code level}. */
  long entry(long table, long va, int level) {
    long within = va & ~(-1L << config.vaBits());
    long index = (within >>> granule.levelShift(level)) & (granule.entriesPerTable() - 1);
    return table + 8 * index;
  }

  /** The table that the entry at {@code entry} points to. */
  long next(long entry) {
    return config.descriptorFormat().decode(memory.readLong(entry), granule);
  }

  boolean isEmpty(long entry) {
    return memory.readLong(entry) == 0;
  }

  /** Points the entry at {@code entry} to a static table, without flags on what is beneath. */
  void link(long entry, long table, boolean withAccessFlag) {
    long accessFlag = withAccessFlag ? Descriptor.AF : 0;
    memory.writeLong(entry, address(table) | Descriptor.TABLE | accessFlag);
  }

  /** The descriptor bits for a physical address. */
  long address(long pa) {
    return config.descriptorFormat().encode(pa);
  }

  /** What {@code update_mapping_prot} and {@code create_mapping_noalloc} must not make. */
  Set<Flag> flagsInPlace() {
    boolean inPlace = environment.kernel().traits().has(Trait.REMAPS_IN_PLACE);
    return inPlace ? EnumSet.noneOf(Flag.class) : EnumSet.of(Flag.NO_CONT_MAPPINGS);
  }

  /** The page protections as they are once the MMU is on. */
  PageProtections protections() {
    Decisions decisions = environment.decisions();
    return new PageProtections(
        environment.kernel().traits().has(Trait.PTE_DIRTY),
        !decisions.lpa2Enabled(),
        decisions.nonGlobal());
  }
}
