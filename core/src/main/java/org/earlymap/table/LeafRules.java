// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

import org.earlymap.arch.Descriptor;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.Granule;
import org.earlymap.arch.TranslationRegime;

/**
 * Which bits of an entry the architecture reserves in one regime (Arm ARM D8.3.1 and D8.3.2),
 * worked out once per level.
 */
final class LeafRules {
  private static final long NT = 1L << 16;
  private static final long LPA_ADDRESS = 0xf000L;
  private static final long BITS_49_48 = 3L << 48;
  private static final int LPA_COPY_SHIFT = 36;
  private static final long SH_RESERVED = 1L << 8;
  private static final int LEAST_ADDRESS_BIT = 12;

  private final TranslationContext context;
  private final DescriptorFormat format;
  private final Granule granule;
  private final long tableReserved;
  private final boolean shareabilityInEntry;

  LeafRules(TranslationContext context) {
    TranslationRegime regime = context.regime();
    this.context = context;
    this.format = regime.format();
    this.granule = regime.granule();
    this.shareabilityInEntry = !format.shareabilityIsInTcr();
    this.tableReserved =
        lowReserved(granule.shift()) | (shareabilityInEntry ? BITS_49_48 : 0) | 1L << 50;
  }

  /** The bits that hold the output address of a leaf at {@code level}, but those moved away. */
  long addressField(int level) {
    int high = format == DescriptorFormat.LPA2 ? 49 : 47;
    return (-1L >>> (63 - high)) & (-1L << granule.levelShift(level));
  }

  /** The bits that hold the high part of an output address at a place of their own. */
  long movedAddressField() {
    return switch (format) {
      case PA48 -> 0;
      case LPA_64K -> LPA_ADDRESS | BITS_49_48;
      case LPA2 -> Descriptor.SH_MASK;
    };
  }

  /** Whether a table descriptor has address bits set that must be zero. */
  boolean tableHasReservedBits(long descriptor) {
    return (withoutCopy(descriptor) & tableReserved) != 0;
  }

  /** Whether a leaf at {@code level} has address bits set that must be zero. */
  boolean leafHasReservedBits(long descriptor, int level) {
    long low = lowReserved(granule.levelShift(level)) & (level < 3 ? ~NT : -1L);
    long high = shareabilityInEntry ? BITS_49_48 : 0;
    return (withoutCopy(descriptor) & (low | high)) != 0;
  }

  boolean leafHasReservedShareability(long descriptor) {
    return shareabilityInEntry && (descriptor & Descriptor.SH_MASK) == SH_RESERVED;
  }

  boolean leafHasReservedMemoryType(long descriptor) {
    return context.memoryType(descriptor).isReserved();
  }

  /**
   * With 64K granules Linux leaves address bits 49:48 in place and copies them to bits 13:12, where
   * the architecture wants them. That is the address twice and no fault, so it passes.
   */
  private long withoutCopy(long descriptor) {
    if (format != DescriptorFormat.LPA_64K) {
      return descriptor;
    }
    long copied = (descriptor << LPA_COPY_SHIFT) & BITS_49_48;
    return (descriptor & BITS_49_48) == copied ? descriptor & ~BITS_49_48 : descriptor;
  }

  private long lowReserved(int shift) {
    long low = (1L << shift) - (1L << LEAST_ADDRESS_BIT);
    return format == DescriptorFormat.LPA_64K ? low & ~LPA_ADDRESS : low;
  }
}
