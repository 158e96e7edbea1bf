// SPDX-License-Identifier: Apache-2.0
package org.earlymap.tlb;

import java.util.EnumSet;
import java.util.Set;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.Granule;
import org.earlymap.arch.MemoryType;
import org.earlymap.arch.RegimeKind;
import org.earlymap.table.Mapping;
import org.earlymap.table.TranslationContext;

/** In what two leaves for one address differ. */
final class LeafDifference {
  private static final int TAGGED = 0xf0;
  private static final int WRITE_BACK = 0xff;
  private static final long SOFTWARE = 0xfL << 55;
  private static final long EL1_PERMISSIONS =
      Descriptor.AP_READ_ONLY | Descriptor.DBM | Descriptor.PXN | Descriptor.AP_EL0 | Descriptor.GP;

  private final RegimeKind kind;
  private final Granule granule;
  private final DescriptorFormat format;
  private final TranslationContext before;
  private final TranslationContext after;

  LeafDifference(TranslationContext before, TranslationContext after) {
    this.kind = before.permissions().kind();
    this.granule = before.regime().granule();
    this.format = before.regime().format();
    this.before = before;
    this.after = after;
  }

  /**
   * The differences in {@code [va, va + size)}; none where the two translate alike.
   *
   * @param old a mapping that holds the range
   * @param made another
   */
  Set<ChangeReason> in(long va, long size, Mapping old, Mapping made) {
    EnumSet<ChangeReason> reasons = EnumSet.noneOf(ChangeReason.class);
    long last = va + size - granule.bytes();
    long changed = old.descriptor() ^ made.descriptor();
    boolean otherSpace = kind == RegimeKind.EL3 && (changed & Descriptor.NS) != 0;
    if (otherSpace
        || output(va, old) != output(va, made)
        || output(last, old) != output(last, made)) {
      reasons.add(ChangeReason.OUTPUT_ADDRESS);
    }
    if (old.level() != made.level()) {
      reasons.add(ChangeReason.BLOCK_SIZE);
    }
    if ((changed & Descriptor.CONTIGUOUS) != 0) {
      reasons.add(ChangeReason.CONTIGUITY);
    }
    MemoryType was = before.memoryType(old.descriptor());
    MemoryType is = after.memoryType(made.descriptor());
    if (!was.equals(is)) {
      reasons.add(sameType(was, is) ? ChangeReason.TAGGING : ChangeReason.MEMORY_TYPE);
    }
    if (!format.shareabilityIsInTcr() && (changed & Descriptor.SH_MASK) != 0) {
      reasons.add(ChangeReason.SHAREABILITY);
    }
    if (kind == RegimeKind.EL1 && (changed & Descriptor.NG) != 0) {
      reasons.add(
          old.has(Descriptor.NG) ? ChangeReason.BECOMES_GLOBAL : ChangeReason.BECOMES_NON_GLOBAL);
    }
    if ((changed & Descriptor.UXN) != 0) {
      // Of other regimes the bit is XN, or half of stage 2's: one permission among others.
      reasons.add(kind == RegimeKind.EL1 ? ChangeReason.EL0_EXECUTION : ChangeReason.PERMISSIONS);
    }
    if ((changed & EL1_PERMISSIONS) != 0
        || old.hierarchical() != made.hierarchical()
        || (changed & old.descriptor() & Descriptor.AF) != 0) {
      reasons.add(ChangeReason.PERMISSIONS);
    }
    if (!reasons.isEmpty() && old.has(Descriptor.CONTIGUOUS)) {
      reasons.add(ChangeReason.CONTIGUITY);
    }
    if (reasons.isEmpty() && (changed & SOFTWARE) != 0) {
      reasons.add(ChangeReason.SOFTWARE_BITS);
    }
    return reasons;
  }

  private long output(long va, Mapping mapping) {
    long offset = va - mapping.va();
    long leaf = granule.levelSize(mapping.level());
    return mapping.pa() + (mapping.repeated() ? offset & (leaf - 1) : offset);
  }

  /** Allocation tags make no other type: the kernel changes them on live entries. */
  private static boolean sameType(MemoryType one, MemoryType other) {
    return plain(one) == plain(other);
  }

  private static int plain(MemoryType type) {
    return type.attribute() == TAGGED ? WRITE_BACK : type.attribute();
  }
}
