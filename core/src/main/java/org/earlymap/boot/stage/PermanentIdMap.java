// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.stage;

import org.earlymap.Range;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.CpuSetup;
import org.earlymap.boot.decide.DirectMapGranularity;
import org.earlymap.boot.decide.ImagePlacement;
import org.earlymap.config.KernelConfig;
import org.earlymap.table.RangeMapper;
import org.earlymap.table.RangeMapper.Target;
import org.earlymap.table.TableRegion;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/**
 * The identity mapping that stays ({@code create_idmap}): its code, and the word by which CPUs
 * wait.
 */
final class PermanentIdMap {
  private static final int FLAG_BYTES = 4;

  private final KernelTables tables;
  private final KernelConfig config;
  private final int rootLevel;

  PermanentIdMap(KernelTables tables) {
    this.tables = tables;
    this.config = tables.environment().kernel().config();
    this.rootLevel = config.regime(CpuSetup.IDMAP_VA_BITS).rootLevel();
  }

  void create(DirectMapGranularity linearMap) {
    BootEnvironment environment = tables.environment();
    ImagePlacement image = environment.image();
    RangeMapper mapper =
        new RangeMapper(
            tables.memory(),
            config.granule(),
            config.descriptorFormat(),
            environment.kernel().traits());
    long root = tables.addStatic("idmap_pg_dir", 1);
    Range text = image.part("__idmap_text_start", "__idmap_text_end");
    mapper.map(
        pool("idmap_ptes"),
        new Target(text.start(), text.end(), text.start()),
        tables.protections().pageKernelRox(),
        rootLevel,
        root,
        false);
    if (linearMap.splitsBlocksLater() || kptiNeedsFlag()) {
      KernelTraits traits = environment.kernel().traits();
      long flag = image.pa(flagSymbol(traits));
      mapper.map(
          pool(poolSymbol(traits)),
          new Target(flag, flag + FLAG_BYTES, flag),
          tables.protections().pageKernel(),
          rootLevel,
          root,
          false);
    }
  }

  private static String flagSymbol(KernelTraits traits) {
    if (!traits.has(Trait.BLOCK_LINEAR_BBML2)) {
      return "__idmap_kpti_flag";
    }
    return traits.has(Trait.BBML3) ? "idmap_kpti_bbml3_flag" : "idmap_kpti_bbml2_flag";
  }

  private static String poolSymbol(KernelTraits traits) {
    if (!traits.has(Trait.BLOCK_LINEAR_BBML2)) {
      return "kpti_ptes";
    }
    return traits.has(Trait.BBML3) ? "kpti_bbml3_ptes" : "kpti_bbml2_ptes";
  }

  private boolean kptiNeedsFlag() {
    BootEnvironment environment = tables.environment();
    boolean onlyGlobal = environment.kernel().traits().has(Trait.KPTI_FLAG_NEEDS_GLOBAL);
    return config.isSet("UNMAP_KERNEL_AT_EL0")
        && !(onlyGlobal && environment.decisions().nonGlobal());
  }

  private TableRegion pool(String symbol) {
    int pages = 3 - rootLevel;
    long pa = tables.addStatic(symbol, pages);
    long page = config.granule().bytes();
    return new TableRegion(symbol, pa, pages * page, page);
  }
}
