// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Debian's stock kernel as it boots, stopped at {@code bootmem_init}, against a build. */
@RequiresTool({"apt-get", "dpkg-deb", "qemu-system-aarch64"})
@Execution(ExecutionMode.CONCURRENT)
class LiveKernelTest {
  @TempDir static Path folder;
  @TempDir Path output;
  private static final AtomicInteger BOOTS = new AtomicInteger();
  private static final AtomicLong DESCRIPTORS = new AtomicLong();
  private static Optional<ModelBoot> stock = Optional.empty();

  @BeforeAll
  static void unpack() throws Exception {
    Optional<StockKernel> kernel = StockKernel.get(StockKernel.CAPTURED, folder);
    assumeThat(kernel).as("Debian's kernel package cannot be downloaded here").isPresent();
    Path image = kernel.orElseThrow().image();
    stock = Optional.of(new ModelBoot(image, kernel.get().config(), KernelPlaces.of(image)));
  }

  @AfterAll
  static void report() {
    System.out.println(BOOTS + " boots, " + DESCRIPTORS + " descriptors equal");
  }

  static List<LiveCase> cases() {
    return LiveCases.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void pagingInitEqualsTheRunningKernel(LiveCase inputs) throws Exception {
    DESCRIPTORS.addAndGet(stock.orElseThrow().compare(inputs, output).words());
    BOOTS.incrementAndGet();
  }
}
