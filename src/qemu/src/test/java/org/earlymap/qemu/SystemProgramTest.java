// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A program of ours that does what only a system does (system-program.S), run by the emulator and
 * by the project's own CPU to the same end: all of its memory, in which it writes a log, and all
 * registers.
 */
@RequiresTool({
  "qemu-system-aarch64",
  "aarch64-linux-gnu-gcc",
  "aarch64-linux-gnu-objcopy",
  "aarch64-linux-gnu-nm"
})
class SystemProgramTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int MOST_TOLD = 30;
  private static final long START = EmulatedBoot.MEMORY + (2 << 20);

  /** Instructions that wait for something outside the CPU, or call what is outside. */
  private static final List<String> WAITING = List.of(" WFE", " WFI", " SMC ");

  @TempDir Path folder;

  /** What the program is assembled with, on which CPU, entered at which level. */
  record Variant(String cpu, int bootEl, List<String> options) {
    static Variant of(String cpu, int bootEl, String... options) {
      return new Variant(cpu, bootEl, List.of(options));
    }

    @Override
    public String toString() {
      return cpu + ", EL" + bootEl + " " + String.join(" ", options);
    }
  }

  static Stream<Variant> variants() {
    return Stream.of(
        Variant.of("max", 1),
        Variant.of("cortex-a72", 1),
        Variant.of("neoverse-n1", 1),
        Variant.of("max", 1, "SCTLR_BITS=1<<19"),
        Variant.of("max", 1, "SCTLR_BITS=1<<1"),
        Variant.of("max", 1, "PAN"),
        Variant.of("neoverse-n1", 1, "PAN", "SCTLR_BITS=1<<23"),
        Variant.of("max", 1, "BIG_ENDIAN"),
        Variant.of("cortex-a72", 1, "BIG_ENDIAN", "SCTLR_BITS=1<<19"),
        Variant.of("max", 1, "TCR_BITS=1<<39"),
        Variant.of("max", 1, "TCR_BITS=3<<39"),
        Variant.of("max", 1, "TCR_BITS=3<<41"),
        Variant.of("max", 1, "TCR_BITS=3<<37"),
        Variant.of("max", 1, "TCR_BITS=1<<23"),
        Variant.of("max", 1, "FIVE_LEVELS"),
        Variant.of("max", 1, "FIVE_LEVELS", "TCR_BITS=3<<39"),
        Variant.of("max", 2, "VHE"),
        Variant.of("neoverse-n1", 2, "VHE", "PAN"),
        Variant.of("max", 2, "EL2_FIRST"),
        Variant.of("cortex-a72", 2, "EL2_FIRST"));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void leavesTheSameMemoryAndRegisters(Variant variant) throws Exception {
    Path elf = folder.resolve("program.elf");
    Path image = folder.resolve("program.bin");
    Tool.run(folder, LIMIT, assembler(variant, elf));
    Tool.run(
        folder,
        LIMIT,
        List.of("aarch64-linux-gnu-objcopy", "-O", "binary", elf.toString(), image.toString()));
    LiveCase inputs =
        new LiveCase(variant.toString()).cpu(variant.cpu(), "").bootEl(variant.bootEl());
    inputs = inputs.memory(16).fdt(EmulatedBoot.MEMORY + (12 << 20), 0);
    ByteBuffer contents = ByteBuffer.wrap(Files.readAllBytes(image));
    try (RunningBoth both =
        RunningBoth.start(Emulator.best("qemu-system-aarch64"), image, contents, inputs, folder)) {
      assertThat(both.runTo(finished(elf))).as("the end of the way").isEmpty();
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

  /** What a program in user mode cannot be given is in this one. */
  @Test
  void hasEveryInstructionThatRandomOnesLeaveOut() throws Exception {
    Path elf = folder.resolve("program.elf");
    Path image = folder.resolve("program.bin");
    Tool.run(folder, LIMIT, assembler(Variant.of("max", 2, "EL2_FIRST"), elf));
    Tool.run(
        folder,
        LIMIT,
        List.of("aarch64-linux-gnu-objcopy", "-O", "binary", elf.toString(), image.toString()));
    List<TableLine> table = TableLine.all();
    Set<TableLine> missing = new LinkedHashSet<>(table);
    missing.removeIf(line -> !line.isImplemented() || line.isOfUserMode());
    missing.removeIf(line -> WAITING.stream().anyMatch(line.text()::contains));
    IntBuffer words =
        ByteBuffer.wrap(Files.readAllBytes(image)).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
    while (words.hasRemaining()) {
      int word = words.get();
      table.stream().filter(line -> line.matches(word)).findFirst().ifPresent(missing::remove);
    }
    assertThat(missing).isEmpty();
  }

  private List<String> assembler(Variant variant, Path elf) throws Exception {
    Path source = folder.resolve("system-program.S");
    try (InputStream in = getClass().getResourceAsStream("system-program.S")) {
      Files.write(source, Objects.requireNonNull(in).readAllBytes());
    }
    List<String> command = new ArrayList<>(List.of("aarch64-linux-gnu-gcc", "-nostdlib"));
    command.addAll(List.of("-static", "-march=armv8.5-a", "-Wl,--build-id=none"));
    command.add("-Wl,-Ttext=0x" + Long.toHexString(START));
    variant.options().forEach(option -> command.add("-D" + option));
    command.addAll(List.of("-o", elf.toString(), source.toString()));
    return command;
  }

  private long finished(Path elf) throws Exception {
    return Tool.run(folder, LIMIT, List.of("aarch64-linux-gnu-nm", elf.toString()))
        .lines()
        .filter(line -> line.endsWith(" finished"))
        .mapToLong(line -> Long.parseUnsignedLong(line.substring(0, 16), 16) - START)
        .findFirst()
        .orElseThrow();
  }
}
