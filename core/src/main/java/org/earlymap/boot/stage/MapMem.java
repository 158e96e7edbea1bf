// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.stage;

import com.google.common.primitives.Ints;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.earlymap.Range;
import org.earlymap.arch.Granule;
import org.earlymap.boot.decide.DirectMapGranularity;
import org.earlymap.boot.decide.EarlyParameters;
import org.earlymap.boot.decide.ImagePlacement;
import org.earlymap.boot.memblock.Memblock;
import org.earlymap.config.KernelConfig;
import org.earlymap.layout.LinearMapPlacement;
import org.earlymap.table.PgdMapper;
import org.earlymap.table.PgdMapper.Flag;
import org.earlymap.table.TablePool;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/** The linear map ({@code map_mem}): all memory, the kernel image's alias, KFENCE's pool. */
final class MapMem {
  private final KernelTables tables;
  private final KernelConfig config;
  private final KernelTraits traits;
  private final Granule granule;
  private final Memblock memblock;
  private final LinearMapPlacement placement;
  private final PgdMapper mapper;
  private final TablePool pool;

  MapMem(KernelTables tables, Memblock memblock, LinearMapPlacement placement, PgdMapper mapper) {
    this.tables = tables;
    this.config = tables.environment().kernel().config();
    this.traits = tables.environment().kernel().traits();
    this.granule = config.granule();
    this.memblock = memblock;
    this.placement = placement;
    this.mapper = mapper;
    this.pool = this::allocatePage;
  }

  /** {@code early_pgtable_alloc}. */
  private long allocatePage() {
    long pa = memblock.allocate(granule.bytes(), granule.bytes());
    tables.memory().addPages(pa, granule.bytes());
    return pa;
  }

  /**
   * Maps everything.
   *
   * @param parameters those in force once KFENCE's pool has been looked for
   * @param kfence KFENCE's pool, if there is one
   */
  void run(EarlyParameters parameters, Optional<Range> kfence) {
    Set<Flag> flags = EnumSet.of(Flag.NO_EXEC_MAPPINGS);
    if (new DirectMapGranularity(tables.environment(), parameters).forcesPages()) {
      flags.add(Flag.NO_BLOCK_MAPPINGS);
      flags.add(Flag.NO_CONT_MAPPINGS);
    }
    if (traits.has(Trait.MAP_MEM_IMAGE_FIRST)) {
      mapImageFirst(kfence, flags);
    } else {
      mapBanksFirst(kfence, flags);
    }
  }

  /** From 7.2 on: what must not share a block with others goes first, all the banks over it. */
  private void mapImageFirst(Optional<Range> kfence, Set<Flag> flags) {
    ImagePlacement image = tables.environment().image();
    kfence.ifPresent(pool -> mapTagged(pool, EnumSet.allOf(Flag.class)));
    mapTagged(imageAlias(), flags);
    mapTagged(image.dataAlias(), flags);
    for (Range bank : memblock.toMap()) {
      mapBank(bank, flags);
    }
  }

  /** Before: the banks without the image and KFENCE's pool, then these. */
  private void mapBanksFirst(Optional<Range> kfence, Set<Flag> flags) {
    Range alias = imageAlias();
    kfence.ifPresent(memblock::markNoMap);
    memblock.markNoMap(alias);
    for (Range bank : memblock.toMap()) {
      mapBank(bank, flags);
    }
    map(alias, tables.protections().pageKernel(), EnumSet.of(Flag.NO_CONT_MAPPINGS));
    memblock.clearNoMap(alias);
    kfence.ifPresent(
        pool -> {
          mapTagged(pool, EnumSet.of(Flag.NO_BLOCK_MAPPINGS, Flag.NO_CONT_MAPPINGS));
          memblock.clearNoMap(pool);
        });
  }

  /** {@code [_text, __init_begin)}, from {@code _stext} in older kernels. */
  private Range imageAlias() {
    return tables.environment().image().readOnlyAlias(traits);
  }

  private void mapBank(Range bank, Set<Flag> flags) {
    Range pages = bank;
    if (traits.has(Trait.BANK_PAGE_ROUNDING)) {
      pages = new Range(granule.pageUp(bank.start()), granule.pageDown(bank.end()));
    }
    if (Long.compareUnsigned(pages.start(), pages.end()) < 0) {
      mapTagged(pages, flags);
    }
  }

  private void mapTagged(Range range, Set<Flag> flags) {
    map(range, tables.protections().pageKernelTagged(), flags);
  }

  private void map(Range range, long prot, Set<Flag> flags) {
    long va = placement.linearVa(range.start());
    mapper.map(
        pool, tables.root(), new PgdMapper.Request(range.start(), va, range.size(), prot, flags));
  }

  /**
   * {@code arm64_kfence_alloc_pool}: two pages an object and two more. Where they are not free the
   * kernel goes on, and KFENCE does not start with the boot.
   */
  Optional<Range> allocateKfencePool(EarlyParameters parameters) {
    if (!parameters.kfence()) {
      return Optional.empty();
    }
    Integer objects = Ints.tryParse(config.value("KFENCE_NUM_OBJECTS").orElse("255"));
    long size = ((objects == null ? 255 : objects) + 1) * 2L * granule.bytes();
    OptionalLong pa = memblock.allocateIfFree(size, granule.bytes());
    return pa.isEmpty()
        ? Optional.empty()
        : Optional.of(new Range(pa.getAsLong(), pa.getAsLong() + size));
  }
}
