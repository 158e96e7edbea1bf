// SPDX-License-Identifier: Apache-2.0
package org.earlymap.tlb;

import java.util.Optional;

/** Where the kernel gives up on a range and invalidates everything. */
final class FlushLimit {
  private FlushLimit() {}

  /** Why the kernel does not go through the range of {@code request}, if it does not. */
  static Optional<String> exceededBy(TlbiRequest request, FlushAlgorithm algorithm) {
    return switch (request.instruction()) {
      case IPAS2E1IS, IPAS2LE1IS -> stage2(request);
      case VAAE1IS, VAALE1IS ->
          algorithm.splitsKernelRanges() ? splittable(request, algorithm) : kernel(request);
      default -> splittable(request, algorithm);
    };
  }

  /** The operation that stands for the range. */
  static TlbiOperation everything(TlbiRequest request) {
    return request.instruction().usesAsid()
        ? new TlbiOperation(
            TlbiInstruction.ASIDE1IS, new AddressOperand(request.asid(), 0, 0).encode())
        : new TlbiOperation(TlbiInstruction.ofAll(request.instruction().regime()), 0);
  }

  /** {@code kvm_tlb_flush_vmid_range()}: without range operations all of the VMID goes. */
  private static Optional<String> stage2(TlbiRequest request) {
    return request.cpu().range()
        ? Optional.empty()
        : Optional.of("no range operations, so all of the VMID goes");
  }

  /** {@code flush_tlb_kernel_range()}: one entry for each page of at most one table. */
  private static Optional<String> kernel(TlbiRequest request) {
    long most = request.range().granule().entriesPerTable();
    return request.range().pages() <= most
        ? Optional.empty()
        : Optional.of("more than " + most + " pages");
  }

  /** {@code __flush_tlb_range_nosync()}: the kernel's MAX_DVM_OPS and MAX_TLBI_RANGE_PAGES. */
  private static Optional<String> splittable(TlbiRequest request, FlushAlgorithm algorithm) {
    FlushRange range = request.range();
    long strides = range.pages() / range.stridePages();
    long most = range.granule().entriesPerTable();
    if (!request.cpu().range() && strides >= most) {
      return Optional.of(strides + " operations, and the limit is " + (most - 1));
    }
    if (Long.compareUnsigned(range.pages(), algorithm.mostPages()) > 0) {
      return Optional.of(range.pages() + " pages, and the limit is " + algorithm.mostPages());
    }
    return Optional.empty();
  }
}
