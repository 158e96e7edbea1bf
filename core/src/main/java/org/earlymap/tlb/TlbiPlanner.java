// SPDX-License-Identifier: Apache-2.0
package org.earlymap.tlb;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import org.earlymap.arch.Granule;

/**
 * Splits a range into TLB invalidations as the kernel does: {@code __flush_tlb_range_op()} for the
 * split, {@code __flush_tlb_range()} and {@code flush_tlb_kernel_range()} for the limits, {@code
 * kvm_tlb_flush_vmid_range()} for stage 2.
 */
public final class TlbiPlanner {
  /** More operations than this are refused: nobody reads them, and they take memory. */
  public static final int MOST_OPERATIONS = 1 << 20;

  private final FlushAlgorithm algorithm;

  /** A planner that splits as {@code algorithm} does. */
  public TlbiPlanner(FlushAlgorithm algorithm) {
    this.algorithm = algorithm;
  }

  /**
   * The operations that the kernel issues: those of {@link #split}, or one that invalidates
   * everything where the range is too large for it. For its own addresses the kernel gives no level
   * hint, and ranges only from 6.13 on.
   */
  public TlbiPlan flush(TlbiRequest request) {
    Optional<String> reason = FlushLimit.exceededBy(request, algorithm);
    if (reason.isPresent()) {
      return new TlbiPlan(
          request, algorithm, ImmutableList.of(FlushLimit.everything(request)), reason.get());
    }
    if (!request.isOnKernelAddresses()) {
      return split(request);
    }
    TlbiRequest issued = request.withoutLevel();
    return split(algorithm.splitsKernelRanges() ? issued : issued.withoutRangeOperations());
  }

  /**
   * The operations over the range itself, however large it is: {@code __flush_tlb_range_op()}, and
   * beyond {@link RangeOperand#MOST_PAGES} one such part after the other, as KVM does.
   *
   * @throws TlbiRangeException where that is more than {@link #MOST_OPERATIONS}, or the range is
   *     larger than the algorithm can split
   */
  public TlbiPlan split(TlbiRequest request) {
    FlushRange range = request.range();
    if (request.cpu().range() && algorithm == FlushAlgorithm.ASCENDING) {
      requireAtMost(
          range.pages(), algorithm.mostPages(), "pages can be split with ascending scales");
    } else {
      long step = request.cpu().range() ? RangeOperand.MOST_PAGES : range.stridePages();
      requireAtMost(range.pages() / step, MOST_OPERATIONS, "operations are planned at once");
    }
    ImmutableList.Builder<TlbiOperation> operations = ImmutableList.builder();
    long address = range.start();
    long left = range.pages();
    while (left > 0) {
      long part = request.cpu().range() ? Math.min(left, RangeOperand.MOST_PAGES) : left;
      long done =
          algorithm == FlushAlgorithm.ASCENDING
              ? ascend(request, address, part, operations)
              : descend(request, address, part, operations);
      address += done << range.granule().shift();
      left -= done;
    }
    return new TlbiPlan(request, algorithm, operations.build(), "");
  }

  private static long descend(
      TlbiRequest request, long start, long pages, ImmutableList.Builder<TlbiOperation> to) {
    FlushRange range = request.range();
    TlbiCpu cpu = request.cpu();
    int pageShift = range.granule().shift();
    int baseShift = RangeOperand.baseShift(range.granule(), cpu.lpa2());
    long baseMask = (1L << baseShift) - 1;
    long address = start;
    long left = pages;
    int scale = 3;
    while (left > 0) {
      if (!cpu.range() || left == 1 || (cpu.lpa2() && (address & baseMask) != 0)) {
        to.add(single(request, address, request.level().orElse(-1)));
        address += range.stride();
        left -= range.stridePages();
        continue;
      }
      int num = (int) (Math.min(left, RangeOperand.pages(31, scale)) >>> (5 * scale + 1)) - 1;
      if (num >= 0) {
        to.add(over(request, address >>> baseShift, scale, num));
        long done = RangeOperand.pages(num, scale);
        address += done << pageShift;
        left -= done;
      }
      scale--;
    }
    return pages - left;
  }

  private static long ascend(
      TlbiRequest request, long start, long pages, ImmutableList.Builder<TlbiOperation> to) {
    FlushRange range = request.range();
    int pageShift = range.granule().shift();
    // Level 0 is how this generation says that it does not know.
    int level = request.level().orElse(0) == 0 ? -1 : request.level().getAsInt();
    long address = start;
    long left = pages;
    int scale = 0;
    while (left > 0) {
      if (!request.cpu().range() || left % 2 == 1) {
        to.add(single(request, address, level));
        address += range.stride();
        left -= range.stridePages();
        continue;
      }
      int num = (int) (left >>> (5 * scale + 1) & 31) - 1;
      if (num >= 0) {
        to.add(over(request, address >>> pageShift, scale, num));
        long done = RangeOperand.pages(num, scale);
        address += done << pageShift;
        left -= done;
      }
      scale++;
    }
    return pages - left;
  }

  private static TlbiOperation single(TlbiRequest request, long address, int level) {
    AddressOperand operand = AddressOperand.of(address, request.asid());
    if (request.cpu().ttl() && level >= 0) {
      operand = operand.withLevel(request.range().granule(), level);
    }
    return new TlbiOperation(request.instruction(), operand.encode());
  }

  private static TlbiOperation over(TlbiRequest request, long baddr, int scale, int num) {
    Granule granule = request.range().granule();
    int tg = RangeOperand.granuleField(granule);
    int ttl = Math.max(request.level().orElse(0), 0);
    long operand = new RangeOperand(request.asid(), tg, scale, num, ttl, baddr).encode();
    return new TlbiOperation(request.instruction().overRange(), operand);
  }

  private static void requireAtMost(long count, long most, String what) {
    if (count > most) {
      throw new TlbiRangeException(count + ": at most " + most + " " + what);
    }
  }
}
