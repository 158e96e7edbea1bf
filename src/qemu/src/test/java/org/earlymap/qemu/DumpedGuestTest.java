// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.VaHalf;
import org.earlymap.build.MemoryImage;
import org.earlymap.format.Bytes;
import org.earlymap.format.registers.RegisterText;
import org.earlymap.format.registers.RegisterValues;
import org.earlymap.layout.PageTableDump;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.table.TableWalker;
import org.earlymap.table.TranslationContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The small kernel in {@code samples} runs to its end in the emulator, which then dumps it in its
 * formats; a debugger prints the registers. From each file alone the tables are those that the
 * memory has with these registers.
 */
@RequiresTool({"aarch64-linux-gnu-objcopy", "qemu-system-aarch64", "gdb-multiarch"})
class DumpedGuestTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final long MEMORY = 0x4000_0000L;

  @TempDir static Path folder;
  private static final Map<String, Path> DUMPS = new TreeMap<>();
  private static RegisterValues registers = new RegisterValues(Map.of());
  private static List<String> expected = List.of();

  @BeforeAll
  static void run() throws Exception {
    Path image = folder.resolve("Image");
    Path kernel = Path.of("../../samples/kernel/booting/vmlinux-booting").toAbsolutePath();
    Tool.run(
        folder,
        LIMIT,
        List.of("aarch64-linux-gnu-objcopy", "-O", "binary", kernel.toString(), image.toString()));
    Path socket = folder.resolve("gdb");
    Path serial = folder.resolve("serial");
    Path said = folder.resolve("monitor");
    Process emulator =
        new ProcessBuilder(
                "qemu-system-aarch64",
                "-M",
                "virt",
                "-cpu",
                "max",
                "-m",
                "32",
                "-display",
                "none",
                "-no-shutdown",
                "-kernel",
                image.toString(),
                "-monitor",
                "stdio",
                "-serial",
                "file:" + serial,
                "-gdb",
                "unix:" + socket + ",server,nowait")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      await(() -> Files.exists(serial) && Files.readString(serial).contains("mapped at"));
      OutputStream monitor = emulator.getOutputStream();
      dump(monitor, "ELF", "dump-guest-memory elf");
      dump(monitor, "kdump", "dump-guest-memory -z kdump");
      dump(monitor, "plain", "pmemsave " + MEMORY + " " + (32 << 20) + " plain");
      String text =
          Tool.run(
              folder,
              LIMIT,
              List.of(
                  "gdb-multiarch",
                  "-nx",
                  "-batch",
                  "-ex",
                  "set architecture aarch64",
                  "-ex",
                  "target remote " + socket,
                  "-ex",
                  "info all-registers"));
      registers = RegisterText.read(Bytes.of("gdb", text.getBytes(StandardCharsets.UTF_8)));
      send(monitor, "quit");
      assertThat(emulator.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } finally {
      emulator.destroyForcibly();
    }
    TranslationRegisters given =
        TranslationRegisters.of(
            registers.tcr().orElseThrow(),
            registers.mair().orElseThrow(),
            registers.sctlr().orElseThrow(),
            registers.ttbr0().orElseThrow(),
            registers.ttbr1().orElseThrow());
    expected = lines(plain().memory(), given);
    assertThat(expected).hasSizeGreaterThan(10);
  }

  @Test
  void everyDumpAloneHasTheTablesThatTheCpuHad() throws IOException {
    assertThat(DUMPS).containsOnlyKeys("ELF", "kdump", "plain");
    for (Map.Entry<String, Path> dump : DUMPS.entrySet()) {
      boolean plain = dump.getKey().equals("plain");
      MemoryImage core =
          plain
              ? plain()
              : MemoryImage.open(dump.getValue(), OptionalLong.empty(), ByteOrder.LITTLE_ENDIAN);
      agree(dump.getKey(), core.withKernelInMemory());
    }
  }

  @Test
  void theRootIsWhereTheDebuggerSays() throws IOException {
    MemoryImage found = plain().withKernelInMemory();
    assertThat(found.kernel().orElseThrow().maps()).isTrue();
    assertThat(found.registers().orElseThrow().rootAddress(VaHalf.UPPER))
        .isEqualTo(
            registers
                .ttbr1()
                .orElseThrow()
                .rootAddress(found.registers().get().regime(VaHalf.UPPER)));
  }

  private static void agree(String format, MemoryImage core) {
    assertThat(lines(core.memory(), core.registers().orElseThrow()))
        .as(format)
        .containsExactlyElementsOf(expected);
  }

  private static MemoryImage plain() throws IOException {
    return MemoryImage.open(
        folder.resolve("plain"), OptionalLong.of(MEMORY), ByteOrder.LITTLE_ENDIAN);
  }

  private static List<String> lines(PhysicalMemory memory, TranslationRegisters registers) {
    List<String> lines = new ArrayList<>();
    TableWalker walker = new TableWalker(memory, TranslationContext.of(registers, VaHalf.UPPER));
    PageTableDump.write(walker, List.of(), lines::add);
    return lines;
  }

  /** Has the monitor write a file; it is whole once the monitor asks for the next command. */
  private static void dump(OutputStream monitor, String format, String command) throws Exception {
    send(monitor, command);
    send(monitor, "pmemsave 0 1 done-" + format);
    await(() -> Files.exists(folder.resolve("done-" + format)));
    DUMPS.put(format, folder.resolve(command.substring(command.lastIndexOf(' ') + 1)));
  }

  private static void send(OutputStream monitor, String command) throws IOException {
    monitor.write((command + "\n").getBytes(StandardCharsets.UTF_8));
    monitor.flush();
  }

  /** A condition that reads files. */
  @FunctionalInterface
  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Condition condition) throws IOException, InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("the emulator has not answered").isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }
}
