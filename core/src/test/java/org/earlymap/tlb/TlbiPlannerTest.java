// SPDX-License-Identifier: Apache-2.0
package org.earlymap.tlb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.earlymap.Range;
import org.earlymap.arch.Granule;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import org.junit.jupiter.api.Test;

/** The limits, the order, the levels. */
final class TlbiPlannerTest {
  private static final long START = 0x0000_aaaa_0000_0000L;
  private static final TlbiCpu PLAIN = new TlbiCpu(false, false, false);
  private static final TlbiCpu FULL = new TlbiCpu(true, true, false);

  @Test
  void theKernelDecidesTheAlgorithm() {
    assertThat(algorithmOf("6.1.192")).isEqualTo(FlushAlgorithm.ASCENDING);
    assertThat(algorithmOf("6.12.117")).isEqualTo(FlushAlgorithm.DESCENDING);
    assertThat(algorithmOf("6.13")).isEqualTo(FlushAlgorithm.DESCENDING_KERNEL);
  }

  @Test
  void theOddPageIsFirstBefore68AndLastSince() {
    assertThat(names(FlushAlgorithm.ASCENDING, user(FULL, 67)))
        .containsExactly("vae1is", "rvae1is", "rvae1is");
    assertThat(names(FlushAlgorithm.DESCENDING, user(FULL, 67)))
        .containsExactly("rvae1is", "rvae1is", "vae1is");
  }

  @Test
  void levelZeroIsUnknownBefore68() {
    TlbiRequest request =
        new TlbiRequest(
            TlbiInstruction.VAE1IS, pages(Granule.SIZE_4K, 1), 0, OptionalInt.of(0), FULL);

    assertThat(hint(FlushAlgorithm.ASCENDING, request)).isEmpty();
    assertThat(hint(FlushAlgorithm.DESCENDING, request)).hasValue(0);
  }

  @Test
  void withoutRangeOperationsOneTableIsTooMuchForUsers() {
    assertThat(flush(FlushAlgorithm.DESCENDING, user(PLAIN, 511)).operations()).hasSize(511);
    TlbiPlan full = flush(FlushAlgorithm.DESCENDING, user(PLAIN, 512));
    assertThat(full.isFullFlush()).isTrue();
    assertThat(full.operations())
        .containsExactly(new TlbiOperation(TlbiInstruction.ASIDE1IS, 5L << 48));
  }

  @Test
  void rangeOperationsEndAtTwoToTheTwentyFirst() {
    long most = 1L << 21;
    assertThat(flush(FlushAlgorithm.DESCENDING, user(FULL, most)).operations()).hasSize(1);
    assertThat(flush(FlushAlgorithm.DESCENDING, user(FULL, most + 1)).isFullFlush()).isTrue();
    assertThat(flush(FlushAlgorithm.ASCENDING, user(FULL, most)).isFullFlush()).isTrue();
    assertThat(flush(FlushAlgorithm.ASCENDING, user(FULL, most - 1)).isFullFlush()).isFalse();
  }

  @Test
  void kernelAddressesGoOneByOneUntil613() {
    assertThat(names(FlushAlgorithm.DESCENDING, kernel(FULL, 3)))
        .containsExactly("vaale1is", "vaale1is", "vaale1is");
    assertThat(names(FlushAlgorithm.DESCENDING, kernel(FULL, 512))).hasSize(512);
    assertThat(names(FlushAlgorithm.DESCENDING, kernel(FULL, 513))).containsExactly("vmalle1is");
    assertThat(names(FlushAlgorithm.DESCENDING_KERNEL, kernel(FULL, 513)))
        .containsExactly("rvaale1is", "vaale1is");
    assertThat(names(FlushAlgorithm.DESCENDING_KERNEL, kernel(PLAIN, 512)))
        .containsExactly("vmalle1is");
  }

  @Test
  void stage2IsSplitAtTheLargestRangeOrFlushedWhole() {
    long pages = (1L << 21) + 3;
    assertThat(names(FlushAlgorithm.DESCENDING, stage2(FULL, pages)))
        .containsExactly("ripas2e1is", "ripas2e1is", "ipas2e1is");
    assertThat(names(FlushAlgorithm.DESCENDING, stage2(PLAIN, 1))).containsExactly("vmalls12e1is");
    assertThat(new TlbiPlanner(FlushAlgorithm.DESCENDING).split(stage2(PLAIN, 1)).operations())
        .containsExactly(new TlbiOperation(TlbiInstruction.IPAS2E1IS, START >>> 12));
  }

  @Test
  void kptiRepeatsEachOperationForTheOtherAsid() {
    TlbiPlan plan = flush(FlushAlgorithm.DESCENDING, user(FULL, 3, 4, 3)).withUserAsids();

    assertThat(plan.operations()).hasSize(4);
    assertThat(plan.operations().get(1).operand())
        .isEqualTo(plan.operations().get(0).operand() | 1L << 48);
    assertThat(flush(FlushAlgorithm.DESCENDING, kernel(FULL, 3)).withUserAsids().operations())
        .hasSize(3);
  }

  @Test
  void whatIsMissedIsSaid() {
    TlbiCpu lpa2 = new TlbiCpu(true, true, true);

    assertThat(flush(FlushAlgorithm.DESCENDING, user(lpa2, 67)).missed()).isEmpty();
    assertThat(flush(FlushAlgorithm.ASCENDING, user(lpa2, 67)).missed())
        .containsExactly(new Range(START + 4096, START + 67 * 4096));
    assertThat(flush(FlushAlgorithm.ASCENDING, user(FULL, 67)).missed()).isEmpty();
    assertThat(flush(FlushAlgorithm.ASCENDING, user(PLAIN, 512)).missed()).isEmpty();
  }

  @Test
  void rangesAreRoundedOutToStrides() {
    FlushRange range = FlushRange.covering(Granule.SIZE_4K, START + 0x1fffff, 2, 0x200000);

    assertThat(range.start()).isEqualTo(START);
    assertThat(range.pages()).isEqualTo(1024);
    assertThat(FlushRange.covering(Granule.SIZE_64K, -1, 1, 0x10000).end()).isZero();
  }

  @Test
  void impossibleRequestsAreRefused() {
    Granule granule = Granule.SIZE_4K;
    refused(() -> FlushRange.covering(granule, START, 0, 4096), "at least one");
    refused(() -> FlushRange.covering(granule, -4096, 8192, 4096), "beyond 64 bits");
    refused(() -> new FlushRange(granule, -4096, 2, 4096), "beyond 64 bits");
    refused(() -> new FlushRange(granule, START + 1, 1, 4096), "not aligned");
    refused(() -> new FlushRange(granule, START, 1, 8192), "whole strides");
    refused(() -> new FlushRange(granule, START, 1, 2048), "power of two");
    refused(() -> new FlushRange(granule, START, 1, 0), "power of two");
    refused(() -> user(FULL, 1, 0x10000, 3), "16 bits");
    refused(() -> user(FULL, 1, -1, 3), "16 bits");
    refused(() -> user(FULL, 1, 5, 4), "-1 to 3");
    refused(() -> kernel(FULL, 1, 5), "takes no ASID");
    refused(
        () -> new TlbiPlanner(FlushAlgorithm.DESCENDING).split(user(PLAIN, 1 << 21)),
        "operations are planned");
    refused(
        () -> new TlbiPlanner(FlushAlgorithm.ASCENDING).split(user(FULL, 1 << 21)),
        "ascending scales");
  }

  private static void refused(ThrowingCallable request, String why) {
    assertThatThrownBy(request).isInstanceOf(TlbiRangeException.class).hasMessageContaining(why);
  }

  private static FlushAlgorithm algorithmOf(String release) {
    return FlushAlgorithm.of(KernelTraits.of(KernelRelease.parse(release).orElseThrow()));
  }

  private static OptionalInt hint(FlushAlgorithm algorithm, TlbiRequest request) {
    return AddressOperand.decode(flush(algorithm, request).operations().get(0).operand()).level();
  }

  private static List<String> names(FlushAlgorithm algorithm, TlbiRequest request) {
    return flush(algorithm, request).operations().stream()
        .map(operation -> operation.instruction().mnemonic())
        .toList();
  }

  private static TlbiPlan flush(FlushAlgorithm algorithm, TlbiRequest request) {
    return new TlbiPlanner(algorithm).flush(request);
  }

  private static TlbiRequest user(TlbiCpu cpu, long pages) {
    return user(cpu, pages, 5, 3);
  }

  private static TlbiRequest user(TlbiCpu cpu, long pages, int asid, int level) {
    return new TlbiRequest(
        TlbiInstruction.VAE1IS, pages(Granule.SIZE_4K, pages), asid, OptionalInt.of(level), cpu);
  }

  private static TlbiRequest kernel(TlbiCpu cpu, long pages) {
    return kernel(cpu, pages, 0);
  }

  private static TlbiRequest kernel(TlbiCpu cpu, long pages, int asid) {
    return new TlbiRequest(
        TlbiInstruction.VAALE1IS, pages(Granule.SIZE_4K, pages), asid, OptionalInt.empty(), cpu);
  }

  private static TlbiRequest stage2(TlbiCpu cpu, long pages) {
    return new TlbiRequest(
        TlbiInstruction.IPAS2E1IS, pages(Granule.SIZE_4K, pages), 0, OptionalInt.empty(), cpu);
  }

  private static FlushRange pages(Granule granule, long pages) {
    return new FlushRange(granule, START, pages, granule.bytes());
  }
}
