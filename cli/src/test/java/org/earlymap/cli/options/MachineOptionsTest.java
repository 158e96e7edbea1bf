// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.earlymap.InputException;
import org.earlymap.Range;
import org.earlymap.cli.Invocation;
import org.earlymap.cpu.IdRegister;
import org.earlymap.machine.Machine;
import org.earlymap.testing.FdtWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

final class MachineOptionsTest {
  @TempDir Path folder = Path.of("");

  @Command
  static final class Options {
    @Mixin MachineOptions machine = new MachineOptions();
    @Mixin CpuOptions cpu = new CpuOptions();
  }

  @Test
  void withoutOptionsItIsQemusBoard() throws Exception {
    Machine machine = machine();
    assertThat(machine.banks()).containsExactly(new Range(0x4000_0000L, 0x8000_0000L));
    assertThat(machine.loadAddress()).isEqualTo(0x4020_0000L);
    assertThat(machine.fdtAddress()).isEqualTo(0x4800_0000L);
    assertThat(machine.fdtSize()).isEqualTo(1 << 20);
    assertThat(machine.kaslrSeed()).isEmpty();
    assertThat(machine.bootEl()).isEqualTo(1);
    assertThat(machine.cpuName()).isEqualTo("qemu-max");
  }

  @Test
  void optionsGoBeforeTheDeviceTree() throws Exception {
    Path dtb = folder.resolve("board.dtb");
    Files.write(
        dtb,
        FdtWriter.withRoot()
            .memory(0x8000_0000L, 0x4000_0000L)
            .begin("chosen")
            .text("bootargs", "quiet")
            .longs("kaslr-seed", 7)
            .end()
            .build());
    Machine alone = machine("--dtb", dtb.toString());
    assertThat(alone.bootArgs()).isEqualTo("quiet");
    assertThat(alone.kaslrSeed()).isEqualTo(OptionalLong.of(7));
    assertThat(alone.loadAddress()).isEqualTo(0x8020_0000L);
    assertThat(alone.fdtSize()).isEqualTo(Files.size(dtb));

    Machine machine =
        machine(
            "--dtb=" + dtb,
            "--cmdline=nokaslr",
            "--memory=0x100000000:4G",
            "--memory=0x40000000:256M",
            "--kaslr-seed=0xffffffffffffffff",
            "--load-address=0x41010000",
            "--fdt-address=0x42000000",
            "--fdt-size=64K",
            "--boot-el=2",
            "--e2h-stuck");
    assertThat(machine.bootArgs()).isEqualTo("nokaslr");
    assertThat(machine.banks())
        .containsExactly(
            new Range(0x4000_0000L, 0x5000_0000L), new Range(0x1_0000_0000L, 0x2_0000_0000L));
    assertThat(machine.kaslrSeed()).isEqualTo(OptionalLong.of(-1));
    assertThat(machine.loadAddress()).isEqualTo(0x4101_0000L);
    assertThat(machine.fdtAddress()).isEqualTo(0x4200_0000L);
    assertThat(machine.fdtSize()).isEqualTo(1 << 16);
    assertThat(machine.bootEl()).isEqualTo(2);
    assertThat(machine.e2hStuck()).isTrue();
  }

  @Test
  void registersChangeTheCpu() throws Exception {
    CpuOptions cpu = parse("--cpu=cortex-a53", "--id-register=ID_AA64MMFR2_EL1=0x10000").cpu;
    assertThat(cpu.load().registers().get(IdRegister.ID_AA64MMFR2_EL1)).isEqualTo(0x10000);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "0x1000,4096", "256M,268435456", "4g,4294967296", "1T,1099511627776"})
  void sizes(String text, long bytes) {
    assertThat(new SizeConverter().convert(text)).isEqualTo(bytes);
    assertThat(new SizeConverter().convert("2MiB")).isEqualTo(2 << 20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "K", "MB", "x", "-1", "0x", "16384P", "99999999999999999999", "1KK"})
  void whatIsNoSize(String text) {
    assertThatThrownBy(() -> new SizeConverter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("is not a size");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--memory=0x40000000",
        "--memory=0x40000000:0",
        "--memory=0xfffffffffffff000:2M",
        "--load-address=here",
        "--kaslr-seed=0x10000000000000000",
        "--boot-el=x"
      })
  void unusableValues(String option) {
    assertThatThrownBy(() -> parse(option)).isInstanceOf(ParameterException.class);
  }

  @Test
  void unusableCombinations() throws Exception {
    Path empty = folder.resolve("empty.dtb");
    Files.write(empty, FdtWriter.withRoot().build());
    assertThatThrownBy(() -> machine("--dtb=" + empty))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no memory");
    assertThatThrownBy(() -> machine("--fdt-size=4M"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("2 MiB");
    assertThatThrownBy(() -> machine("--boot-el=3"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--boot-el");
  }

  private static Machine machine(String... args) throws IOException {
    Options options = parse(args);
    return options.machine.machine(options.cpu.load(), options.machine.tree());
  }

  private static Options parse(String... args) {
    Options options = new Options();
    new CommandLine(options).parseArgs(args);
    return options;
  }

  /** Of what cannot be addressed no region is left, in the linear map and its struct pages. */
  @Test
  void aBankLargerThanTheAddressesLeftForIt() throws IOException {
    Path dtb = folder.resolve("large.dtb");
    Files.write(
        dtb,
        FdtWriter.withRoot().memory(0, 1L << 62, 0xffff_ffffL, 0xffff_ffff_0000_0001L).build());
    Invocation layout =
        Invocation.of("layout", "../samples/kernel/vmlinux-4k-52", "--dtb", dtb.toString());
    assertThat(layout.err()).isEmpty();
    assertThat(layout.code()).isZero();
    assertThat(layout.out()).contains("Linear Mapping");
  }
}
