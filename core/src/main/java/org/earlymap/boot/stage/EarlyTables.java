// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.earlymap.Hex;
import org.earlymap.arch.Granule;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.BootException;
import org.earlymap.boot.decide.Decisions;
import org.earlymap.boot.decide.PageProtections;
import org.earlymap.boot.decide.Stage;
import org.earlymap.config.KernelConfig;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.table.RangeMapper;
import org.earlymap.table.TableRegion;
import org.earlymap.table.TableRegionOverflowException;
import org.earlymap.version.Trait;

/** The regions of the image that hold the early tables, and the steps that fill them. */
public final class EarlyTables {
  /** More than any region of tables has: 2 GiB of image in 4K pages take 1024 and a few. */
  private static final long SCRATCH_BYTES = 64L << 20;

  private final BootEnvironment environment;
  private final PhysicalMemory memory;
  private final Granule granule;
  private final TableRegion idmap;
  private final TableRegion kernel;
  private final TableRegion fdt;

  public EarlyTables(BootEnvironment environment, ImageTables tables, long fdtPoolSize) {
    this.environment = environment;
    this.memory = tables.memory();
    this.granule = environment.kernel().config().granule();
    this.idmap = region("init_idmap_pg_dir", "init_idmap_pg_end");
    this.kernel = region("init_pg_dir", "init_pg_end");
    this.fdt = fdtRegion(fdtPoolSize);
    for (TableRegion region : List.of(idmap, fdt, kernel)) {
      tables.add(region.name(), region.pa(), region.size());
    }
    tables.add("swapper_pg_dir", swapperPgDir(), granule.bytes());
  }

  /**
   * Adds zeroed memory for tables.
   *
   * @throws BootException where the kernel's symbols say that others lie there
   */
  static void addTo(PhysicalMemory memory, String name, long pa, long size) {
    try {
      memory.add(pa, (int) size);
    } catch (IllegalArgumentException e) {
      throw new BootException(name + ": " + e.getMessage() + ": expected room of its own");
    }
  }

  /** {@code create_init_idmap(init_idmap_pg_dir, 0)}: nothing is shared less or non-global yet. */
  public void createInitIdmap() {
    PageProtections plain = new PageProtections(hasDirty(), true, false);
    fill(idmap, (memoryOfTables, region) -> idMap(memoryOfTables).create(region, plain));
  }

  /** {@code map_fdt}: into the ID map, with tables of its own. */
  public void mapFdt() {
    PageProtections plain = new PageProtections(hasDirty(), true, false);
    long address = environment.machine().fdtAddress();
    idMap(memory).mapFdt(fdt, idmap.pa(), address, plain);
  }

  /** {@code remap_idmap_for_lpa2}: without shareability, which has become address bits. */
  public void remapIdmapForLpa2() {
    PageProtections unshared =
        new PageProtections(hasDirty(), false, environment.decisions().nonGlobal());
    fill(kernel, (memoryOfTables, region) -> idMap(memoryOfTables).create(region, unshared));
    if (environment.kernel().traits().has(Trait.LPA2_IDMAP_CLEARED)) {
      memory.clear(idmap.pa(), (int) idmap.size());
    }
    idMap(memory).create(idmap, unshared);
    memory.clear(kernel.pa(), (int) kernel.size());
  }

  /** {@code map_kernel}, and the copy of its root to {@code swapper_pg_dir}. */
  public void mapKernel() {
    Decisions decisions = environment.decisions();
    PageProtections protections =
        new PageProtections(hasDirty(), !decisions.lpa2Enabled(), decisions.nonGlobal());
    fill(kernel, (memoryOfTables, region) -> kernelMap(memoryOfTables).create(region, protections));
    memory.copy(kernel.pa(), swapperPgDir(), (int) granule.bytes());
  }

  public long initIdmapPgDir() {
    return idmap.pa();
  }

  public long swapperPgDir() {
    return environment.image().pa("swapper_pg_dir");
  }

  /** The regions in use at a stage, in the order of their filling. */
  public List<TableImage> images(Stage stage) {
    List<TableImage> images = new ArrayList<>();
    images.add(image("init_idmap_pg_dir", idmap));
    if (stage.includes(Stage.EARLY_MAP)) {
      if (fdt.pagesTaken() > 0 && !environment.decisions().lpa2Enabled()) {
        images.add(
            new TableImage(
                "fdt_ptes", fdt.pa(), fdt.pagesTaken() * granule.bytes(), fdt.pagesTaken()));
      }
      images.add(image("init_pg_dir", kernel));
      images.add(new TableImage("swapper_pg_dir", swapperPgDir(), granule.bytes(), 1));
    }
    return images;
  }

  private static TableImage image(String name, TableRegion region) {
    return new TableImage(name, region.pa(), region.size(), region.pagesTaken());
  }

  private interface Filling {
    void into(PhysicalMemory memory, TableRegion region);
  }

  /** Fills a region; where it is too small, finds out how large it would have to be. */
  private void fill(TableRegion region, Filling filling) {
    try {
      filling.into(memory, region);
    } catch (TableRegionOverflowException overflow) {
      PhysicalMemory scratch = PhysicalMemory.of(memory.order());
      scratch.add(0, (int) SCRATCH_BYTES);
      TableRegion roomy = new TableRegion(region.name(), 0, SCRATCH_BYTES, granule.bytes());
      filling.into(scratch, roomy);
      throw new TableRegionOverflowException(
          region.name(), region.size(), roomy.pagesTaken() * granule.bytes(), overflow);
    }
  }

  private InitialIdMap idMap(PhysicalMemory tables) {
    return new InitialIdMap(mapper(tables), environment.image(), environment.kernel().config());
  }

  private KernelMap kernelMap(PhysicalMemory tables) {
    return new KernelMap(mapper(tables), environment);
  }

  private RangeMapper mapper(PhysicalMemory tables) {
    KernelConfig config = environment.kernel().config();
    return new RangeMapper(
        tables, granule, config.descriptorFormat(), environment.kernel().traits());
  }

  /** The static pool of {@code map_fdt}; empty where its symbol is not known. */
  private TableRegion fdtRegion(long size) {
    OptionalLong address = environment.kernel().symbols().fdtTables();
    if (address.isEmpty()) {
      return new TableRegion("map_fdt's table pool (no symbol __pi_ptes)", 0, 0, granule.bytes());
    }
    long pa = environment.image().paOf(address.getAsLong());
    return new TableRegion("map_fdt's table pool", pa, size, granule.bytes());
  }

  private boolean hasDirty() {
    return environment.kernel().traits().has(Trait.PTE_DIRTY);
  }

  private TableRegion region(String start, String end) {
    long pa = environment.image().pa(start);
    long size = environment.image().pa(end) - pa;
    if (size <= 0 || size > SCRATCH_BYTES || ((pa | size) & (granule.bytes() - 1)) != 0) {
      throw new BootException(
          String.format(
              "%s..%s at physical address %s has 0x%x bytes: expected whole pages, at most"
                  + " 64 MiB of them",
              start, end, Hex.of(pa), size));
    }
    return new TableRegion(start, pa, size, granule.bytes());
  }
}
