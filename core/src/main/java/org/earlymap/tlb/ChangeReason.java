// SPDX-License-Identifier: Apache-2.0
package org.earlymap.tlb;

import java.util.Locale;

/**
 * In what a live translation changes, and what that takes (Arm ARM D8.17.1, "Using
 * break-before-make when updating translation table entries"; the kernel's {@code
 * pgattr_change_is_safe()}).
 */
public enum ChangeReason {
  /** It was invalid: no TLB holds a translation that faults. */
  MAPPED(false, false),
  /** It becomes invalid. */
  UNMAPPED(true, false),
  /** It maps to other memory, or to the same address of another physical address space. */
  OUTPUT_ADDRESS(true, true),
  /** A block becomes pages or larger, or the other way round. */
  BLOCK_SIZE(true, true),
  /** The contiguous bit changes, or anything does in an entry that has it. */
  CONTIGUITY(true, true),
  /** The memory type changes, other than between Normal and Normal-Tagged. */
  MEMORY_TYPE(true, true),
  /** Its bytes get allocation tags or lose them: Normal and Normal-Tagged (FEAT_MTE). */
  TAGGING(true, false),
  /** Shareability changes. */
  SHAREABILITY(true, true),
  /** It belonged to an ASID and becomes global: both could be in a TLB. */
  BECOMES_GLOBAL(true, true),
  /** It was global and belongs to an ASID from now on. */
  BECOMES_NON_GLOBAL(true, false),
  /** EL0 gains or loses execution: not among the changes that the kernel makes on live entries. */
  EL0_EXECUTION(true, true),
  /**
   * What may be read, written or executed at EL1, EL2 or EL3, or by a guest, changes, in the leaf
   * or in the tables above.
   */
  PERMISSIONS(true, false),
  /** The table that leads there is another: walks may have it cached. */
  TABLE_MOVED(true, false),
  /** The table that led there is gone: walks may have it cached. */
  TABLE_REMOVED(true, false),
  /** Only bits that software keeps for itself. */
  SOFTWARE_BITS(false, false);

  private final boolean invalidates;
  private final boolean breakBeforeMake;

  ChangeReason(boolean invalidates, boolean breakBeforeMake) {
    this.invalidates = invalidates;
    this.breakBeforeMake = breakBeforeMake;
  }

  /** Whether TLBs may hold what is no longer true. */
  public boolean invalidates() {
    return invalidates;
  }

  /** Whether the entry must be invalid, and invalidated, before it is written anew. */
  public boolean needsBreakBeforeMake() {
    return breakBeforeMake;
  }

  /** The name in reports, such as {@code block-size}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
