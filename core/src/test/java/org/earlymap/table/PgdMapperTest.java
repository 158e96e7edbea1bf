// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.Granule;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.version.KernelTraits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contiguous runs of blocks, by how many levels there are. */
class PgdMapperTest {
  private static final long ROOT = 0x1_0000_0000L;

  @ParameterizedTest
  @CsvSource({"SIZE_16K, 36, 2, false", "SIZE_16K, 47, 1, true", "SIZE_64K, 42, 2, false"})
  void theRootsEntriesAreTakenSingly(Granule granule, int vaBits, int rootLevel, boolean runs) {
    PhysicalMemory memory = PhysicalMemory.littleEndian();
    int page = (int) granule.bytes();
    memory.add(ROOT, 2 * page);
    TablePool pool = () -> ROOT + page;
    PgdMapper mapper =
        new PgdMapper(
            memory, granule, DescriptorFormat.PA48, vaBits, rootLevel, KernelTraits.none());
    long size = granule.levelSize(2) * granule.contiguousEntries(2);
    long va = -1L << vaBits;

    mapper.map(
        pool,
        ROOT,
        new PgdMapper.Request(0, va, size, 0x703, EnumSet.noneOf(PgdMapper.Flag.class)));

    long blocks = rootLevel == 2 ? ROOT : ROOT + page;
    for (int i = 0; i < granule.contiguousEntries(2); i++) {
      long descriptor = memory.readLong(blocks + 8L * i);
      assertThat(Descriptor.isLeaf(descriptor, 2)).isTrue();
      assertThat((descriptor & Descriptor.CONTIGUOUS) != 0).as("entry %d", i).isEqualTo(runs);
    }
  }
}
