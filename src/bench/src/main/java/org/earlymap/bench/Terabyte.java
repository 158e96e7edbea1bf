// SPDX-License-Identifier: Apache-2.0
package org.earlymap.bench;

import java.util.Set;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.Granule;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.arch.VaHalf;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.table.PgdMapper;
import org.earlymap.table.PgdMapper.Flag;
import org.earlymap.table.RangeMapper;
import org.earlymap.table.TranslationContext;
import org.earlymap.version.KernelTraits;

/** The tables of a linear map of 1 TiB in 4K pages: 2 GiB and a little. */
final class Terabyte {
  /** What is mapped, in bytes. */
  static final long MAPPED = 1L << 40;

  /** The bytes that the level 3 tables take. */
  static final long LEAVES = MAPPED / 4096 * Long.BYTES;

  private static final long TABLES = 1L << 32;
  private static final int EXTENT = 1 << 29;
  private static final int EXTENTS = 5;
  private static final long PAGE_KERNEL = 0x0068000000000703L;
  private static final int ROOT_LEVEL = 0;

  private long next = TABLES;
  private final PhysicalMemory memory = PhysicalMemory.littleEndian();

  Terabyte() {
    for (int i = 0; i < EXTENTS; i++) {
      memory.add(TABLES + (long) i * EXTENT, EXTENT);
    }
  }

  /**
   * Maps the terabyte page by page: the output address is not aligned to a block. The tables are
   * made the first time, and leaves are written over leaves after it.
   */
  void fill() {
    long start = VaHalf.UPPER.start(48);
    new RangeMapper(memory, Granule.SIZE_4K, DescriptorFormat.PA48, KernelTraits.none())
        .map(
            this::take,
            new RangeMapper.Target(start, start + MAPPED, 4096),
            PAGE_KERNEL & ~Descriptor.TYPE_MASK,
            ROOT_LEVEL,
            TABLES,
            false);
  }

  /** The same mapping as {@code map_mem} makes it, with neither blocks nor contiguous runs. */
  void fillAsMapMem() {
    new PgdMapper(
            memory, Granule.SIZE_4K, DescriptorFormat.PA48, 48, ROOT_LEVEL, KernelTraits.none())
        .map(
            this::take,
            TABLES,
            new PgdMapper.Request(
                4096,
                VaHalf.UPPER.start(48),
                MAPPED,
                PAGE_KERNEL,
                Set.of(Flag.NO_BLOCK_MAPPINGS, Flag.NO_CONT_MAPPINGS)));
  }

  private long take() {
    next += 4096;
    return next;
  }

  /** The tables, as a walker wants them. */
  TranslationContext context() {
    return TranslationContext.plain(
        VaHalf.UPPER, new TranslationRegime(Granule.SIZE_4K, 48, DescriptorFormat.PA48), TABLES);
  }

  PhysicalMemory memory() {
    return memory;
  }
}
