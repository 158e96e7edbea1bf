// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.earlymap.boot.BootSnapshot.Predicted;
import org.earlymap.manifest.Build;
import org.earlymap.manifest.BuildManifest;
import org.earlymap.testing.TruthFile;
import org.earlymap.testing.TruthKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Boards with little memory, or with memory in odd places. */
final class BuildPlacementTest {
  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--memory 0x40000000:6M|0x0000000040000000, moved from 0x0000000040400000",
        "--memory 0x40000000:16M --load-address 0x40800000|moved from 0x0000000040800000",
        "--load-address 0x47f00000|moved from 0x0000000048000000",
        "--memory 0x40000000:1G|0x0000000048000000 (no --fdt-address)",
      })
  void theDeviceTreeLiesBesideTheImage(String options, String assumption) throws IOException {
    Invocation build = build("4k-52--max-base", "", options + " --stage rodata-ro");
    assertThat(build.err()).isEmpty();
    assertThat(build.out()).contains("assumed FDT address: ").contains(assumption);
    assertThat(build.code()).isZero();
  }

  @Test
  void aDeviceTreeThatWasPlacedStaysAndIsRefused() throws IOException {
    Invocation build = build("4k-52--max-base", "", "--fdt-address 0x40200000");
    assertThat(build.err()).contains("overlaps the kernel image", "--fdt-address");
    assertThat(build.code()).isEqualTo(ExitCode.TROUBLE);
  }

  @Test
  void memoryBeyondTheCpuIsNamed() throws IOException {
    String banks = "--memory 0x40000000:1G --memory 0x200000000000:1G ";
    assertThat(build("4k-48--max-base", "", banks + "--cpu cortex-a72").out())
        .contains("bank 0x0000200000000000..0x0000200040000000 is there, beyond the 44 physical");
    assertThat(build("4k-48--max-base", "", banks + "--cpu neoverse-n1").out())
        .doesNotContain("beyond the");
  }

  /** As the kernel does: it logs that there is no pool, and starts KFENCE later or never. */
  @Test
  void withoutRoomForItsPoolKfenceIsLater() throws IOException {
    String kfence = "CONFIG_KFENCE=y\nCONFIG_KFENCE_SAMPLE_INTERVAL=100\n";
    String little = "--memory 0x40000000:34M --fdt-address 0x40000000 --stage paging-init";
    Build failed = read(build("64k-52--max-base", kfence, little + " --cmdline rodata=on"));
    Build later =
        read(
            build(
                "64k-52--max-base",
                kfence,
                little + " --cmdline rodata=on,kfence.sample_interval=0"));
    Build without = read(build("64k-52--max-base", "", little + " --cmdline rodata=on"));
    assertThat(failed.manifest().images()).isEqualTo(later.manifest().images());
    assertThat(failed.manifest().images()).isNotEqualTo(without.manifest().images());
    String enough = "--memory 0x40000000:1G --stage rodata-ro --cmdline rodata=on";
    assertThat(predicted(build("64k-52--max-base", kfence, enough))).contains("KFENCE pool");
    assertThat(
            predicted(
                build("64k-52--max-base", kfence, little.replace("paging-init", "rodata-ro"))))
        .doesNotContain("KFENCE pool");
  }

  private List<String> predicted(Invocation build) throws IOException {
    return read(build).manifest().predicted().stream().map(Predicted::name).toList();
  }

  private Build read(Invocation build) throws IOException {
    assertThat(build.err()).isEmpty();
    Build read = Build.read(folder.resolve("out"));
    Files.delete(folder.resolve("out").resolve(BuildManifest.FILE_NAME));
    return read;
  }

  /** Options are separated by blanks, the parameters of a command line by commas. */
  private Invocation build(String boot, String config, String options) throws IOException {
    TruthKernel kernel = TruthKernel.write(TruthFile.named(boot), folder);
    Files.writeString(kernel.config(), config, StandardOpenOption.APPEND);
    List<String> args = new ArrayList<>(List.of("build", kernel.elf().toString()));
    args.addAll(List.of("--config", kernel.config().toString(), "-o", folder + "/out"));
    for (String option : List.of(options.strip().split(" "))) {
      args.add(option.startsWith("rodata") ? option.replace(',', ' ') : option);
    }
    return Invocation.of(args.toArray(String[]::new));
  }
}
