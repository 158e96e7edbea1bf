// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.Granule;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.arch.VaHalf;
import org.earlymap.memory.PhysicalMemory;

/**
 * Tables of every kind of entry, made from a seed, and addresses worth asking about. Blocks where
 * the architecture allows none are made for an emulator that refuses them: QEMU 7.2 takes them
 * anywhere.
 */
final class RandomTables {
  private static final int MOST_TABLES = 40;

  private final PhysicalMemory memory;
  private final TranslationRegime regime;
  private final Granule granule;
  private final VaHalf half;
  private final SplittableRandom random;
  private final int outputBits;
  private final boolean blocksAnywhere;
  private final List<Long> addresses = new ArrayList<>();
  private final long root;
  private long next;
  private int tables;

  /**
   * Fills tables into {@code memory} from {@code pa} on.
   *
   * @param outputBits output addresses reach a little beyond it
   * @param blocksAnywhere whether there are blocks at levels that allow none
   */
  RandomTables(
      PhysicalMemory memory,
      long pa,
      TranslationRegime regime,
      VaHalf half,
      int outputBits,
      boolean blocksAnywhere,
      long seed) {
    this.memory = memory;
    this.regime = regime;
    this.granule = regime.granule();
    this.half = half;
    this.outputBits = outputBits;
    this.blocksAnywhere = blocksAnywhere;
    this.random = new SplittableRandom(seed);
    long page = granule.pageUp(pa);
    long alignment = Math.max(regime.rootBytes(), 64);
    this.next = page + granule.bytes();
    this.root = page + random.nextLong(granule.bytes() / alignment) * alignment;
    memory.add(page, (int) granule.bytes());
    for (long at = page; at < next; at += 8) {
      memory.writeLong(at, random.nextLong());
    }
    fill(root, regime.rootLevel(), half.start(regime.vaBits()));
  }

  long root() {
    return root;
  }

  /** The first address after the tables. */
  long end() {
    return next;
  }

  /** Addresses that the entries translate, others nearby, and some anywhere. */
  List<Long> addresses(int count) {
    List<Long> chosen = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      chosen.add(
          switch (random.nextInt(8)) {
            case 0 -> half.start(regime.vaBits()) | (random.nextLong() >>> (64 - regime.vaBits()));
            case 1 -> random.nextLong();
            default -> addresses.get(random.nextInt(addresses.size()));
          });
    }
    return chosen;
  }

  private void fill(long table, int level, long va) {
    int entries = regime.entries(level);
    long size = granule.levelSize(level);
    for (int i = 0; i < entries; i++) {
      memory.writeLong(table + i * 8L, 0);
    }
    int writes = Math.min(entries, 24);
    for (int n = 0; n < writes; n++) {
      int index = writes == entries ? n : random.nextInt(entries);
      long entry = table + index * 8L;
      long entryVa = va + index * size;
      note(entryVa, size);
      int kind = random.nextInt(10);
      if (level < 3 && kind < 5 && tables < MOST_TABLES) {
        pointer(entry, level, entryVa);
      } else if (kind < 8 && (level == 3 || takesBlock(level))) {
        memory.writeLong(entry, leaf(level));
      } else if (kind == 8) {
        contiguous(table, index, level, va);
      } else {
        memory.writeLong(entry, random.nextLong() & ~Descriptor.VALID);
      }
    }
  }

  /**
   * Whether a block is made. Whether the architecture allows one at level 1 of 64K hangs on how
   * many bits the CPU's addresses have, which with a smaller IPS no register of a walk shows.
   */
  private boolean takesBlock(int level) {
    boolean unclear = granule == Granule.SIZE_64K && level == 1;
    return regime.allowsBlock(level) || (blocksAnywhere && !unclear);
  }

  private void pointer(long entry, int level, long va) {
    tables++;
    long table = next;
    next += granule.bytes();
    memory.add(table, (int) granule.bytes());
    long ignored = (random.nextLong() & (0xffL << 51)) | (random.nextLong() & 0xfcL);
    long hierarchical = random.nextInt(3) == 0 ? random.nextLong() & (0xfL << 59) : 0;
    memory.writeLong(
        entry, regime.format().encode(table) | Descriptor.TABLE | ignored | hierarchical);
    fill(table, level + 1, va);
  }

  private long leaf(int level) {
    long bits = attributes() | (level == 3 ? Descriptor.PAGE : Descriptor.BLOCK);
    long output = random.nextLong() >>> (64 - outputBits);
    if (random.nextInt(12) == 0) {
      output = random.nextLong() >>> (64 - regime.format().outputBits());
    }
    if (level == 3 && random.nextInt(16) == 0) {
      bits ^= Descriptor.PAGE ^ Descriptor.BLOCK;
    }
    return regime.format().encode(output & -granule.levelSize(level)) | bits;
  }

  private void contiguous(long table, int index, int level, long va) {
    int run = granule.contiguousEntries(level);
    boolean possible = level == 3 || regime.allowsBlock(level);
    if (run == 1 || !possible || regime.entries(level) < run || tables >= MOST_TABLES) {
      return;
    }
    int first = index & -run;
    for (int i = first; i < first + run; i++) {
      if (Descriptor.isTable(memory.readLong(table + i * 8L), level)) {
        return;
      }
    }
    long size = granule.levelSize(level);
    long output = (random.nextLong() >>> (64 - outputBits)) & -(size * run);
    long bits =
        attributes() | Descriptor.CONTIGUOUS | (level == 3 ? Descriptor.PAGE : Descriptor.BLOCK);
    for (int i = 0; i < run; i++) {
      long each = regime.format().encode(output + i * size);
      memory.writeLong(table + (first + i) * 8L, each | bits);
    }
    note(va + first * size, size * run);
  }

  /** All but address and type, AF mostly set. */
  private long attributes() {
    long software = random.nextLong() & (0xfL << 55);
    long upper = random.nextLong() & (Descriptor.PXN | Descriptor.UXN | Descriptor.DBM);
    long lower = random.nextLong() & 0xfcL & ~(1L << 5);
    long flag = random.nextInt(10) == 0 ? 0 : Descriptor.AF;
    long global = random.nextLong() & Descriptor.NG;
    long shared =
        regime.format() == DescriptorFormat.LPA2
            ? 0
            : new long[] {0, 2L << 8, 3L << 8}[random.nextInt(3)];
    return software | upper | lower | flag | global | shared;
  }

  private void note(long va, long size) {
    addresses.add(va);
    addresses.add(va + size - 1);
    addresses.add(va + random.nextLong(size));
    addresses.add(va + random.nextLong(size));
  }
}
