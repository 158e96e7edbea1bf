// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Stock kernels, run by the emulator and by the project's own engine: all memory of the board, word
 * by word, and all registers, at {@code start_kernel} and at {@code bootmem_init}.
 *
 * <p>In the profile {@code kernels}. Half of the boots unless {@code -Dearlymap.boots=all}; {@code
 * -Dearlymap.boots=TEXT} takes those whose name contains it.
 */
@Tag("kernels")
@RequiresTool({"apt-get", "dpkg-deb", "flock", "qemu-system-aarch64"})
@Execution(ExecutionMode.CONCURRENT)
class RunAgreementTest {
  private static final List<String> PLACES = List.of("start_kernel", "bootmem_init");
  private static final Map<String, Optional<StockKernel>> KERNELS = new ConcurrentHashMap<>();
  private static final RunTable TABLE = new RunTable();

  @TempDir static Path shared;
  @TempDir Path folder;

  static List<RunBoot> boots() {
    String chosen = System.getProperty("earlymap.boots", "half");
    return switch (chosen) {
      case "all" -> RunBoots.all();
      case "half" -> RunBoots.half();
      default -> RunBoots.all().stream().filter(boot -> boot.toString().contains(chosen)).toList();
    };
  }

  @AfterAll
  static void report() throws Exception {
    String table = TABLE.markdown();
    Files.writeString(Path.of("target", "run-agreement.md"), table);
    System.out.println(table);
  }

  @ParameterizedTest
  @MethodSource("boots")
  void memoryAndRegistersAreTheEmulators(RunBoot boot) throws Exception {
    Optional<StockKernel> kernel = KERNELS.computeIfAbsent(boot.kernel(), RunAgreementTest::fetch);
    assumeThat(kernel).as(boot.kernel() + " cannot be had any more").isPresent();
    Path image = kernel.orElseThrow().image();
    new RunComparison(PLACES, TABLE).compare(boot, image, folder);
  }

  /** The release that is named, or the newest of its series and flavour. */
  private static Optional<StockKernel> fetch(String release) {
    try {
      Optional<StockKernel> exact = StockKernel.get(release, shared);
      String series = release.replaceFirst("^(\\d+\\.\\d+)[^-]*(?:-\\d+)?-(.*)$", "$1:$2");
      return exact.isPresent() ? exact : StockKernel.get(series, shared);
    } catch (Exception e) {
      throw new IllegalStateException(release, e);
    }
  }
}
