// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.assertj.core.api.SoftAssertions;
import org.earlymap.a64.Stop;
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
  private static final int MOST_TOLD = 20;

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
    KernelPlaces places = KernelPlaces.of(image);
    LiveCase inputs = boot.inputs();
    ByteBuffer contents = places.image();
    SoftAssertions softly = new SoftAssertions();
    try (RunningBoth both =
        RunningBoth.start(Emulator.best("qemu-system-aarch64"), image, contents, inputs, folder)) {
      for (String place : PLACES) {
        Optional<Stop> elsewhere = both.runTo(places.distance(place).orElseThrow());
        assertThat(elsewhere).as("the end of the way to " + place).isEmpty();
        List<String> words = new ArrayList<>();
        for (long pa : both.differentWords()) {
          long distance = pa - inputs.loadAddress();
          words.add(
              String.format(
                  "0x%016x (%s): 0x%016x, the emulator 0x%016x",
                  pa,
                  places.nameOf(distance),
                  both.run().memory().readLong(pa),
                  both.emulatedWord(pa)));
        }
        List<String> registers = both.differentRegisters();
        TABLE.add(boot, (long) inputs.memoryMebibytes() << 17, words.size(), registers.size());
        softly.assertThat(registers).as("registers at " + place).isEmpty();
        softly
            .assertThat(words.stream().limit(MOST_TOLD))
            .as("%d words that differ at %s", words.size(), place)
            .isEmpty();
      }
      TABLE.registers(both.comparedRegisters(), both.unknownRegisters());
    }
    softly.assertAll();
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
