// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.earlymap.arch.Granule;
import org.earlymap.check.CheckedKernel;
import org.earlymap.config.KernelConfig;
import org.earlymap.config.KernelConfigException;
import org.earlymap.format.Bytes;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.parts.KernelSource;
import org.earlymap.kernel.parts.KernelSymbols;
import org.earlymap.layout.KaslrPlacement;
import org.earlymap.testing.TruthFile;
import org.earlymap.version.KernelRelease;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** The counts against the pages that real kernels filled, and the search against all placements. */
final class TableDemandTest {
  private static final long STEP = 0x10000;

  @TestFactory
  Stream<DynamicTest> kernelMapTakesThePagesThatTheKernelTook() {
    return TruthFile.names().stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      TruthFile truth = TruthFile.named(name);
                      CheckedKernel kernel = kernel(truth);
                      JsonNode stage = truth.stage("p1_early_map_kernel");
                      long t1sz = TruthFile.hex(stage.get("registers").get("TCR_EL1")) >>> 16 & 63;
                      int missing = kernel.config().lpa2() && 64 - t1sz < 52 ? 1 : 0;
                      int root = KernelMapDemand.rootLevel(kernel) + missing;
                      long text = kernel.at("_text") + truth.kaslrOffset();

                      assertThat(new KernelMapDemand(kernel, root).pages(text, truth.loadAddress()))
                          .isEqualTo(filled(stage.get("init_pg_dir"), kernel));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> idMapTakesThePagesThatTheKernelTook() {
    return TruthFile.names().stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      TruthFile truth = TruthFile.named(name);
                      CheckedKernel kernel = kernel(truth);

                      assertThat(new IdMapDemand(kernel).pages(truth.loadAddress()))
                          .isEqualTo(
                              filled(
                                  truth.stage("p0_create_init_idmap").get("init_idmap"), kernel));
                    }));
  }

  /** Every placement within reach of a boundary of each level, one by one. */
  @TestFactory
  Stream<DynamicTest> noPlacementTakesMoreThanThePeak() {
    return Stream.of("4k-52--max-base", "4k-39--max-base", "16k-52--max-base", "64k-52--max-base")
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      CheckedKernel kernel = kernel(TruthFile.named(name));
                      IdMapDemand idMap = new IdMapDemand(kernel);
                      int peak = idMap.peak().pages();
                      int most = 0;
                      for (int level = 0; level <= 2; level++) {
                        long boundary = 1L << kernel.granule().levelShift(level);
                        if (boundary >>> 48 != 0) {
                          continue;
                        }
                        for (long pa = boundary - (64 << 20); pa <= boundary + STEP; pa += STEP) {
                          most = Math.max(most, idMap.pages(pa));
                        }
                      }
                      long seed = 71;
                      Random random = new Random(seed);
                      for (int i = 0; i < 20_000; i++) {
                        most = Math.max(most, idMap.pages(random.nextLong(1L << 47) & -STEP));
                      }

                      assertThat(most).as("seed %d", seed).isEqualTo(peak);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> noSeedTakesMoreThanThePeak() {
    return Stream.of("4k-52--max-base", "16k-36--max-base", "64k-42--max-base")
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      CheckedKernel kernel = kernel(TruthFile.named(name));
                      KernelMapDemand map =
                          new KernelMapDemand(kernel, KernelMapDemand.rootLevel(kernel));
                      long seed = 72;
                      Random random = new Random(seed);
                      int peak = map.peak().pages();
                      for (int i = 0; i < 20_000; i++) {
                        long pa = random.nextLong(1L << 40) & -STEP;
                        long offset =
                            KaslrPlacement.of(kernel.layout(), random.nextLong(), pa).offset();
                        assertThat(map.pages(kernel.at("_text") + offset, pa))
                            .as("seed %d, offset 0x%x", seed, offset)
                            .isLessThanOrEqualTo(peak);
                      }
                    }));
  }

  /** What the fuzzer found: 45 seconds for a kernel whose init data began 2^55 bytes away. */
  @Test
  void boundariesOutOfTheImageHaveNoTablesToCount() {
    TruthFile truth = TruthFile.named("4k-52--max-base");
    for (String boundary : List.of("__initdata_begin", "_stext")) {
      Map<String, Long> symbols = new TreeMap<>(truth.symbols());
      symbols.put(boundary, 0xff00010008000000L);
      CheckedKernel kernel = kernel(truth, symbols);
      assertThatThrownBy(() -> new IdMapDemand(kernel))
          .isInstanceOf(KernelConfigException.class)
          .hasMessageContaining("are no part of the image in its order");
      assertThatThrownBy(() -> new KernelMapDemand(kernel, 0))
          .isInstanceOf(KernelConfigException.class);
    }
  }

  @Test
  void aSearchIsWorthSoManyStepsAndNoMore() {
    assertThat(visited(64 << 20)).isGreaterThan(1024);
    assertThat(visited(512 << 20)).isEqualTo(1);
    assertThat(visited(-1)).isEqualTo(1);
    assertThat(visited(-STEP)).isEqualTo(1);
    assertThat(visited(Long.MIN_VALUE)).isEqualTo(1);
  }

  private static long visited(long size) {
    AtomicLong visited = new AtomicLong();
    new Placements(0, 1L << 40, STEP, size)
        .forEachRepresentative(Granule.SIZE_4K, 0, place -> visited.incrementAndGet());
    return visited.get();
  }

  private static int filled(JsonNode region, CheckedKernel kernel) {
    int perPage = kernel.granule().entriesPerTable();
    Set<Integer> pages = new HashSet<>();
    for (JsonNode run : region.get("runs")) {
      int first = run.get(0).asInt();
      for (int i = first; i < first + run.get(1).asInt(); i++) {
        pages.add(i / perPage);
      }
    }
    return pages.size();
  }

  private static CheckedKernel kernel(TruthFile truth) {
    return kernel(truth, truth.symbols());
  }

  private static CheckedKernel kernel(TruthFile truth, Map<String, Long> symbols) {
    return CheckedKernel.of(
        KernelBuild.of(
            KernelSource.of(Bytes.of("truth", new byte[0])),
            KernelConfig.of(truth.config()),
            KernelRelease.parse(truth.release()).orElseThrow(),
            KernelSymbols.of(symbols, truth.name())));
  }
}
