// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.SoftAssertions;
import org.earlymap.a64.Stop;

/**
 * A kernel run by the emulator and by the project's own engine: all memory of the board, word by
 * word, and all registers, at places in its code.
 *
 * @param places functions, in the order in which they are come to
 */
record RunComparison(List<String> places, RunTable table) {
  private static final int MOST_TOLD = 20;

  /**
   * Runs both and compares.
   *
   * @param image the kernel's Image, compressed or not
   * @param folder where the emulator's files go
   */
  void compare(RunBoot boot, Path image, Path folder) throws Exception {
    KernelPlaces kernel = KernelPlaces.of(image);
    LiveCase inputs = boot.inputs();
    ByteBuffer contents = kernel.image();
    SoftAssertions softly = new SoftAssertions();
    try (RunningBoth both =
        RunningBoth.start(Emulator.best("qemu-system-aarch64"), image, contents, inputs, folder)) {
      for (String place : places) {
        Optional<Stop> elsewhere = both.runTo(kernel.distance(place).orElseThrow());
        assertThat(elsewhere).as("the end of the way to " + place).isEmpty();
        List<String> words = new ArrayList<>();
        for (long pa : both.differentWords()) {
          words.add(
              String.format(
                  "0x%016x (%s): 0x%016x, the emulator 0x%016x",
                  pa,
                  kernel.nameOf(pa - inputs.loadAddress()),
                  both.run().memory().readLong(pa),
                  both.emulatedWord(pa)));
        }
        List<String> registers = both.differentRegisters();
        table.add(boot, (long) inputs.memoryMebibytes() << 17, words.size(), registers.size());
        softly.assertThat(registers).as("registers at " + place).isEmpty();
        softly
            .assertThat(words.stream().limit(MOST_TOLD))
            .as("%d words that differ at %s", words.size(), place)
            .isEmpty();
      }
      table.registers(both.comparedRegisters(), both.unknownRegisters());
    }
    softly.assertAll();
  }
}
