// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import org.earlymap.arch.Descriptor;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.FaultType;
import org.earlymap.arch.MemoryType;
import org.earlymap.arch.Rights;
import org.earlymap.arch.Tcr;
import org.earlymap.table.Translation;
import org.earlymap.table.TranslationContext;

/** PAR_EL1 as an address translation instruction must leave it (Arm ARM D24.2.120). */
final class Par {
  /** The rights that S1E1R, S1E1W, S1E0R and S1E0W ask for, in the order of the answers. */
  static final int[] ASKED = {Rights.EL1_READ, Rights.EL1_WRITE, Rights.EL0_READ, Rights.EL0_WRITE};

  private static final long FAULT = 1;

  /** F, FST, PTW and S: the fault, and whether stage 2 had it, under a lookup of stage 1. */
  private static final long FAULT_FIELDS = 0x37f;

  private static final long ADDRESS = ((1L << 52) - 1) & -(1L << 12);
  private static final int NON_CACHEABLE = 0x44;

  private Par() {}

  /** What the walker expects the CPU to answer; compare under {@link #significant}. */
  static long expected(Translation translation, int right, TranslationContext tree, Tcr tcr) {
    boolean el0 = (right & Rights.EL0) != 0;
    if (el0 && tree.permissions().el0Denied()) {
      return fault(FaultType.TRANSLATION, 0);
    }
    if (translation instanceof Translation.Faulting faulting) {
      return fault(faulting.type(), faulting.level());
    }
    Translation.Mapped mapped = (Translation.Mapped) translation;
    if ((mapped.rights() & right) == 0) {
      return fault(FaultType.PERMISSION, mapped.level());
    }
    MemoryType type = mapped.memoryType();
    long shareability =
        tree.regime().format() == DescriptorFormat.LPA2
            ? tcr.shareability(tree.half())
            : (mapped.leaf() & Descriptor.SH_MASK) >>> 8;
    return hit(mapped.pa(), type, shareability);
  }

  /** A translation that succeeds; {@code shareability} as the field has it. */
  static long hit(long pa, MemoryType type, long shareability) {
    return (pa & ADDRESS) | (long) type.attribute() << 56 | shareability << 7;
  }

  /**
   * The bits of an answer that are compared: all that the architecture fixes, but the shareability
   * of device and non-cacheable memory, which QEMU 7.2 reports as the entry has it.
   */
  static long significant(long par) {
    if ((par & FAULT) != 0) {
      return par & FAULT_FIELDS;
    }
    int attribute = (int) (par >>> 56);
    boolean shareable = attribute >>> 4 != 0 && attribute != NON_CACHEABLE;
    return par & (ADDRESS | 0xffL << 56 | (shareable ? 3L << 7 : 0) | FAULT);
  }

  /** A translation that faults in stage 1. */
  static long fault(FaultType type, int level) {
    return FAULT | (long) type.statusCode(level) << 1;
  }
}
