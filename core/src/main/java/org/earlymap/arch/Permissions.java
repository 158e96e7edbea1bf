// SPDX-License-Identifier: Apache-2.0
package org.earlymap.arch;

import java.util.Optional;

/**
 * The permission model of one half of an address space (Arm ARM D8.4).
 *
 * @param wxn SCTLR_EL1.WXN: what is writable is not executable
 * @param hierarchical whether table descriptors limit what is beneath them (TCR.HPDn = 0)
 * @param dirtyState TCR.HA and TCR.HD: a read-only leaf with DBM is writable, the hardware notes it
 * @param el0Denied TCR.E0PDn: EL0 has no access to this half at all
 * @param indirect the registers of FEAT_S1PIE where it is on
 * @param kind whose tables they are, which decides what the bits mean
 */
public record Permissions(
    boolean wxn,
    boolean hierarchical,
    boolean dirtyState,
    boolean el0Denied,
    Optional<IndirectPermissions> indirect,
    RegimeKind kind) {

  /** Bits 62:59 of a table descriptor: APTable, UXNTable, PXNTable. */
  private static final long TABLE_LIMITS =
      3L << Descriptor.AP_TABLE_SHIFT | Descriptor.UXN_TABLE | Descriptor.PXN_TABLE;

  private static final int LIMITS_SHIFT = 59;
  private static final int PXN_LIMIT = 1;
  private static final int UXN_LIMIT = 1 << 1;
  private static final int NO_EL0_LIMIT = 1 << 2;
  private static final int READ_ONLY_LIMIT = 1 << 3;

  /** Nothing switched on but the hierarchical limits, as after reset. */
  public static final Permissions PLAIN =
      new Permissions(false, true, false, false, Optional.empty());

  /** Those of EL1 and EL0. */
  public Permissions(
      boolean wxn,
      boolean hierarchical,
      boolean dirtyState,
      boolean el0Denied,
      Optional<IndirectPermissions> indirect) {
    this(wxn, hierarchical, dirtyState, el0Denied, indirect, RegimeKind.EL1);
  }

  /**
   * What {@code tableDescriptor} forbids beneath it, as a set of bits: limits of several levels are
   * joined by or. Zero where hierarchical permissions are off.
   */
  public int hierarchical(long tableDescriptor) {
    if (!hierarchical || indirect.isPresent() || kind.isStage2()) {
      return 0;
    }
    int limits = (int) ((tableDescriptor & TABLE_LIMITS) >>> LIMITS_SHIFT);
    return kind.hasOnePrivilege() ? limits & (UXN_LIMIT | READ_ONLY_LIMIT) : limits;
  }

  /**
   * Of {@code hierarchical} those that change what {@code leaf} permits by itself. Leaves alike in
   * rights are then alike in limits.
   */
  public int effectiveHierarchical(long leaf, int hierarchical) {
    if (hierarchical == 0) {
      return 0;
    }
    int idle = 0;
    if ((leaf & Descriptor.PXN) != 0) {
      idle |= PXN_LIMIT;
    }
    if ((leaf & Descriptor.UXN) != 0) {
      idle |= UXN_LIMIT;
    }
    if ((leaf & Descriptor.AP_EL0) == 0) {
      idle |= NO_EL0_LIMIT;
    }
    boolean marked = dirtyState && (leaf & Descriptor.DBM) != 0;
    if ((leaf & Descriptor.AP_READ_ONLY) != 0 && !marked) {
      idle |= READ_ONLY_LIMIT;
    }
    return hierarchical & ~idle;
  }

  /**
   * What EL1 and EL0 may do where {@code leaf} translates, as {@link Rights} has it.
   *
   * @param leaf a valid page or block descriptor
   * @param hierarchical the joined {@link #hierarchical} of the tables above it
   */
  public int rights(long leaf, int hierarchical) {
    if (kind.isStage2()) {
      return Stage2Attributes.rights(leaf, dirtyState);
    }
    if (kind.hasOnePrivilege()) {
      return onePrivilege(leaf, hierarchical);
    }
    int rights =
        indirect.isPresent()
            ? indirectRights(leaf, indirect.get())
            : directRights(leaf, hierarchical);
    return el0Denied ? rights & ~Rights.EL0 : rights;
  }

  /** EL2 and EL3: AP[1] is RES1, and bit 54 is XN (Arm ARM D8.4.1.2). */
  private int onePrivilege(long leaf, int hierarchical) {
    boolean marked = dirtyState && (leaf & Descriptor.DBM) != 0;
    boolean writable =
        ((leaf & Descriptor.AP_READ_ONLY) == 0 || marked) && (hierarchical & READ_ONLY_LIMIT) == 0;
    boolean never = (leaf & Descriptor.UXN) != 0 || (hierarchical & UXN_LIMIT) != 0;
    int rights = Rights.EL1_READ | (writable ? Rights.EL1_WRITE : 0);
    return never || (wxn && writable) ? rights : rights | Rights.EL1_EXECUTE;
  }

  /** {@code rights} in words, with the exception levels that the tables are for. */
  public String describe(int rights) {
    return kind.describe(rights);
  }

  private int indirectRights(long leaf, IndirectPermissions registers) {
    int rights = registers.rights(leaf);
    boolean clean = (leaf & Descriptor.AP_READ_ONLY) != 0;
    return clean && !dirtyState ? rights & ~(Rights.EL1_WRITE | Rights.EL0_WRITE) : rights;
  }

  private int directRights(long leaf, int hierarchical) {
    boolean marked = dirtyState && (leaf & Descriptor.DBM) != 0;
    boolean writable =
        ((leaf & Descriptor.AP_READ_ONLY) == 0 || marked) && (hierarchical & READ_ONLY_LIMIT) == 0;
    boolean user = (leaf & Descriptor.AP_EL0) != 0 && (hierarchical & NO_EL0_LIMIT) == 0;
    boolean pxn = (leaf & Descriptor.PXN) != 0 || (hierarchical & PXN_LIMIT) != 0;
    boolean uxn = (leaf & Descriptor.UXN) != 0 || (hierarchical & UXN_LIMIT) != 0;
    int rights = Rights.EL1_READ;
    if (writable) {
      rights |= Rights.EL1_WRITE;
    }
    if (user) {
      rights |= Rights.EL0_READ | (writable ? Rights.EL0_WRITE : 0);
    }
    // What EL0 may write EL1 never executes, WXN or not (Arm ARM D8.4.1.2.4).
    if (!pxn && !(user && writable) && !(wxn && writable)) {
      rights |= Rights.EL1_EXECUTE;
    }
    if (!uxn && !(wxn && user && writable)) {
      rights |= Rights.EL0_EXECUTE;
    }
    return rights;
  }
}
