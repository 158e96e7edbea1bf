// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.decide;

import org.earlymap.arch.Descriptor;

/**
 * The kernel's own page protections ({@code pgtable-prot.h}), as page descriptors without an
 * address.
 *
 * @param dirty whether PAGE_KERNEL and its variants carry software's dirty bit 55
 * @param shared whether bits 9:8 say inner shareable; they hold address bits with TCR.DS
 * @param nonGlobal whether mappings are made for one ASID (nG), as KPTI wants
 */
public record PageProtections(boolean dirty, boolean shared, boolean nonGlobal) {
  /** PTE_DIRTY, which hardware ignores. */
  public static final long SOFTWARE_DIRTY = 1L << 55;

  private static final int NORMAL_TAGGED = 1;
  private static final int DEVICE_NGNRE = 4;

  /** PAGE_KERNEL: readable and writable at EL1. */
  public long pageKernel() {
    return base() | Descriptor.PXN | Descriptor.DBM;
  }

  /** PAGE_KERNEL_RO: readable at EL1. */
  public long pageKernelRo() {
    return base() | Descriptor.PXN | Descriptor.AP_READ_ONLY;
  }

  /** PAGE_KERNEL_ROX: readable and executable at EL1. */
  public long pageKernelRox() {
    return base() | Descriptor.AP_READ_ONLY;
  }

  /** PAGE_KERNEL_EXEC: readable, writable and executable at EL1. */
  public long pageKernelExec() {
    return base() | Descriptor.DBM;
  }

  /** {@code pgprot_tagged(PAGE_KERNEL)}: with the attributes of tagged memory. */
  public long pageKernelTagged() {
    return pageKernel() | ((long) NORMAL_TAGGED << Descriptor.ATTR_INDEX_SHIFT);
  }

  /** FIXMAP_PAGE_IO: device memory nGnRE, readable and writable at EL1. */
  public long fixmapPageIo() {
    long attribute = (long) DEVICE_NGNRE << Descriptor.ATTR_INDEX_SHIFT;
    return plain() | Descriptor.PXN | Descriptor.DBM | attribute;
  }

  private long base() {
    return plain() | (dirty ? SOFTWARE_DIRTY : 0);
  }

  private long plain() {
    return Descriptor.PAGE
        | Descriptor.AF
        | Descriptor.UXN
        | (shared ? Descriptor.SH_INNER : 0)
        | (nonGlobal ? Descriptor.NG : 0);
  }
}
