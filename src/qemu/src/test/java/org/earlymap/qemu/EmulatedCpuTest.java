// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.earlymap.cpu.CpuModel;
import org.earlymap.cpu.IdRegister;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sample boards and shipped CPU models against the tools that they come from. */
final class EmulatedCpuTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String QEMU = "qemu-system-aarch64";
  private static final Path BOARDS = Path.of("../../samples/boards").toAbsolutePath().normalize();

  /**
   * What the board without EL2, EL3, tagged memory and trace leaves out, and which algorithm of
   * pointer authentication the emulator has chosen.
   */
  private static final Map<IdRegister, Long> LEFT_OUT =
      Map.of(
          IdRegister.ID_AA64PFR0_EL1, fields(8, 12, 40, 44),
          IdRegister.ID_AA64PFR1_EL1, fields(8),
          IdRegister.ID_AA64DFR0_EL1, fields(4, 32, 40, 44),
          IdRegister.ID_AA64ISAR1_EL1, fields(4, 8, 24, 28));

  @TempDir Path folder;

  /** A program of ours reads every ID register at EL1, on every CPU that the emulator has. */
  @Test
  @RequiresTool({"aarch64-linux-gnu-gcc", QEMU})
  void modelsAreWhatTheEmulatorHas() throws Exception {
    Path program = assembled();
    String known = Tool.run(folder, LIMIT, List.of(QEMU, "-cpu", "help"));
    boolean isVersion72 =
        Tool.run(folder, LIMIT, List.of(QEMU, "--version")).contains("version 7.2");
    int compared = 0;
    for (String name : CpuModel.shipped()) {
      String cpu =
          switch (name) {
            case "qemu-max" -> "max";
            case "qemu-max-no-lpa2" -> "max,lpa2=off";
            default -> name;
          };
      CpuModel model = CpuModel.find(name);
      boolean isReadOffQemu = model.source().startsWith("Read at EL1 off QEMU 7.2");
      if (isVersion72 && isReadOffQemu) {
        assertThat(known).contains(cpu.replace(",lpa2=off", ""));
        assertThat(model.registers().asMap()).as(name).isEqualTo(read(QEMU, program, cpu));
        compared++;
      }
    }
    assertThat(compared).isEqualTo(isVersion72 ? 9 : 0);
  }

  /**
   * CPUs that QEMU 7.2 does not have are from their manuals; a newer emulator has them, but for
   * what its board leaves out.
   */
  @ParameterizedTest
  @ValueSource(strings = {"cortex-a55", "cortex-a76", "cortex-a710", "neoverse-n2", "neoverse-v1"})
  @RequiresTool("aarch64-linux-gnu-gcc")
  @RequiresNewerEmulator
  void modelsAreWhatTheNewerEmulatorHas(String name) throws Exception {
    Map<IdRegister, Long> model = new EnumMap<>(CpuModel.find(name).registers().asMap());
    Map<IdRegister, Long> emulated = read(Emulator.best(QEMU), assembled(), name);
    for (IdRegister register : IdRegister.values()) {
      long mask = ~LEFT_OUT.getOrDefault(register, 0L);
      model.merge(register, 0L, (value, none) -> value & mask);
      emulated.merge(register, 0L, (value, none) -> value & mask);
    }
    assertThat(model).isEqualTo(emulated);
  }

  /** The model of the newer emulator's own CPU, where the emulator is of the version read. */
  @Test
  @RequiresTool("aarch64-linux-gnu-gcc")
  @RequiresNewerEmulator
  void maxIsWhatTheNewerEmulatorHas() throws Exception {
    String emulator = Emulator.best(QEMU);
    String version = Tool.run(folder, LIMIT, List.of(emulator, "--version"));
    assumeThat(version).contains("version 11.1");
    assertThat(CpuModel.find("qemu-max-11").registers().asMap())
        .isEqualTo(read(emulator, assembled(), "max"));
  }

  private static long fields(int... shifts) {
    long mask = 0;
    for (int shift : shifts) {
      mask |= 0xfL << shift;
    }
    return mask;
  }

  @Test
  @RequiresTool("dtc")
  void blobsAreWhatTheirSourcesCompileTo() throws Exception {
    for (String board : List.of("virt-256m", "banks")) {
      Path compiled = folder.resolve(board + ".dtb");
      Path source = BOARDS.resolve(board + ".dts");
      Tool.run(
          folder,
          LIMIT,
          List.of("dtc", "-I", "dts", "-O", "dtb", "-o", compiled.toString(), source.toString()));
      assertThat(compiled).hasSameBinaryContentAs(BOARDS.resolve(board + ".dtb"));
    }
  }

  private Path assembled() throws IOException, InterruptedException {
    Path source = folder.resolve("idregs.S");
    try (InputStream in = getClass().getResourceAsStream("/idregs.S")) {
      Files.write(source, Objects.requireNonNull(in).readAllBytes());
    }
    Path program = folder.resolve("idregs.elf");
    List<String> command =
        List.of(
            "aarch64-linux-gnu-gcc",
            "-nostdlib",
            "-static",
            "-Wl,-Ttext=0x40100000",
            "-o",
            program.toString(),
            source.toString());
    Tool.run(folder, LIMIT, command);
    return program;
  }

  private Map<IdRegister, Long> read(String emulator, Path program, String cpu)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(
            emulator,
            "-M",
            "virt",
            "-cpu",
            cpu,
            "-m",
            "64",
            "-display",
            "none",
            "-serial",
            "stdio",
            "-monitor",
            "none",
            "-kernel",
            program.toString());
    Iterator<String> lines = Tool.run(folder, LIMIT, command).lines().iterator();
    Map<IdRegister, Long> values = new EnumMap<>(IdRegister.class);
    for (IdRegister register : IdRegister.values()) {
      values.put(register, Long.parseUnsignedLong(lines.next().strip(), 16));
    }
    return values;
  }
}
