// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A program of ours that ends at {@code finished} and writes down in memory what it saw.
 *
 * @param name of its source
 * @param cpu as the emulator names it
 * @param bootEl where it is entered
 * @param options what it is assembled with
 */
record SystemProgram(String name, String cpu, int bootEl, List<String> options) {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int MOST_TOLD = 30;
  private static final long START = EmulatedBoot.MEMORY + (2 << 20);
  private static final String FRAME = "program-frame.h";

  static SystemProgram of(String name, String cpu, int bootEl, String... options) {
    return new SystemProgram(name, cpu, bootEl, List.of(options));
  }

  @Override
  public String toString() {
    return name + ", " + cpu + ", EL" + bootEl + " " + String.join(" ", options);
  }

  /** The program as it is in memory, and where it ends. */
  record Assembled(Path image, ByteBuffer contents, long end) {}

  Assembled assembled(Path folder) throws IOException, InterruptedException {
    List<String> given = new ArrayList<>(List.of("-march=armv8.5-a"));
    options.forEach(option -> given.add("-D" + option));
    Path elf = BareProgram.assemble(folder, name, FRAME, START, given);
    Path image = folder.resolve("program.bin");
    Tool.run(
        folder,
        LIMIT,
        List.of("aarch64-linux-gnu-objcopy", "-O", "binary", elf.toString(), image.toString()));
    long end =
        Tool.run(folder, LIMIT, List.of("aarch64-linux-gnu-nm", elf.toString()))
            .lines()
            .filter(line -> line.endsWith(" finished"))
            .mapToLong(line -> Long.parseUnsignedLong(line.substring(0, 16), 16) - START)
            .findFirst()
            .orElseThrow();
    return new Assembled(image, ByteBuffer.wrap(Files.readAllBytes(image)), end);
  }

  /** What the emulator and the project's own CPU are given. */
  LiveCase inputs() {
    return new LiveCase(toString())
        .cpu(cpu, "")
        .bootEl(bootEl)
        .tags(name.startsWith("tags"))
        .memory(16)
        .fdt(EmulatedBoot.MEMORY + (12 << 20), 0);
  }

  /** Runs it by the emulator and by the project's own CPU: all memory and all registers agree. */
  void runBoth(Path folder) throws IOException, InterruptedException {
    Assembled program = assembled(folder);
    try (RunningBoth both =
        RunningBoth.start(
            Emulator.best("qemu-system-aarch64"),
            program.image(),
            program.contents(),
            inputs(),
            folder)) {
      assertThat(both.runTo(program.end())).as("the end of the way").isEmpty();
      List<String> words = new ArrayList<>();
      for (long pa : both.differentWords()) {
        words.add(
            String.format(
                "0x%x: 0x%016x, the emulator 0x%016x",
                pa, both.run().memory().readLong(pa), both.emulatedWord(pa)));
      }
      assertThat(words.stream().limit(MOST_TOLD)).as(words.size() + " words").isEmpty();
      assertThat(both.differentRegisters()).isEmpty();
    }
  }
}
