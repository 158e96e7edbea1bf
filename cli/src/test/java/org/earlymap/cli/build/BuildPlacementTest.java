// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Range;
import org.earlymap.boot.stage.BootSnapshot.Predicted;
import org.earlymap.build.Build;
import org.earlymap.build.BuildManifest;
import org.earlymap.build.ManifestReader;
import org.earlymap.build.ManifestWriter;
import org.earlymap.cli.Invocation;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.machine.Reservation;
import org.earlymap.testing.FdtWriter;
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
    Invocation build = build("4k-52--max-base", "", options + " --stage rodata-ro --explain");
    assertThat(build.err()).isEmpty();
    assertThat(build.out()).contains("  FDT address: ").contains(assumption);
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

  @Test
  void theManifestSaysWhatTheKernelWasGiven() throws IOException {
    String given =
        "--memory 0x40000000:1G --memory 0x80000000:64M --kaslr-seed 7 --boot-el 2"
            + " --fdt-address 0x41000000 --fdt-size 64K --cpu cortex-a72 --cmdline rodata=on";
    Path dtb = folder.resolve("board.dtb");
    Files.write(dtb, FdtWriter.withRoot().memory(0, 4096).reserve(0x4200_0000L, 4096).build());
    BuildManifest manifest = read(build("4k-48--max-base", "", given + " --dtb " + dtb)).manifest();
    BuildManifest.Given machine = manifest.machine().orElseThrow();
    assertThat(machine)
        .isEqualTo(
            new BuildManifest.Given(
                "cortex-a72",
                List.of(
                    new Range(0x4000_0000L, 0x8000_0000L), new Range(0x8000_0000L, 0x8400_0000L)),
                List.of(new Reservation.Fixed(new Range(0x4200_0000L, 0x4200_1000L), false)),
                Optional.empty(),
                0x4100_0000L,
                1 << 16,
                "rodata=on",
                OptionalLong.of(7),
                2));
    BuildManifest.Given other =
        new BuildManifest.Given(
            "x",
            List.of(),
            List.of(new Reservation.BySize(4096, 8, List.of(new Range(1, 2)), true, true)),
            Optional.of(new Range(3, 4)),
            8,
            16,
            "",
            OptionalLong.empty(),
            1);
    BuildManifest changed =
        new BuildManifest(
            manifest.stage(),
            manifest.kernel(),
            manifest.boot(),
            manifest.assumptions(),
            manifest.registers(),
            manifest.roots(),
            manifest.images(),
            Optional.of(other),
            manifest.predicted(),
            manifest.engine(),
            manifest.trace(),
            manifest.plan(),
            manifest.emitted(),
            manifest.regions());
    assertThat(ManifestReader.parse("m", ManifestWriter.write(changed))).isEqualTo(changed);
  }

  @Test
  void theRootThatABuildLeavesOutIsNamed() throws IOException {
    assertThat(build("4k-48--max-base", "", "--stage rodata-ro").code()).isZero();
    Invocation walk = Invocation.of("walk", folder + "/out", "0x40210000");
    assertThat(walk.out())
        .contains("reserved_pg_dir", "--root idmap_pg_dir")
        .doesNotContain("external abort");
    assertThat(walk.code()).isEqualTo(ExitCode.NO);
    assertThat(Invocation.of("walk", folder + "/out", "--root=idmap_pg_dir", "0x40210000").out())
        .doesNotContain("reserved_pg_dir");
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
