// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sample kernels are what their sources link to, and they boot. */
final class SampleKernelTest {
  private static final Path KERNELS = Path.of("../../samples/kernel").toAbsolutePath().normalize();
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String BANNER = "Linux version 6.12.117-sample (earlymap@sample)";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"vmlinux-4k-52", "vmlinux-4k-48-relr", "booting/vmlinux-booting"})
  @RequiresTool({"aarch64-linux-gnu-gcc", "aarch64-linux-gnu-ld", "aarch64-linux-gnu-nm", "ld.lld"})
  void isWhatTheSourcesLinkTo(String name) throws Exception {
    Path kept = KERNELS.resolve(name);
    Path build = kept.resolveSibling("build.sh");
    Tool.run(folder, LIMIT, List.of(build.toString(), folder.toString()));
    Path linked = folder.resolve(kept.getFileName());
    if (toolsAreThoseOfTheKeptFiles()) {
      assertThat(linked).hasSameBinaryContentAs(kept);
    }
    assertThat(symbols(linked)).hasSizeGreaterThan(50).isEqualTo(symbols(kept));
  }

  @Test
  @RequiresTool({"aarch64-linux-gnu-objcopy", "qemu-system-aarch64"})
  void boots() throws Exception {
    assertThat(boot("vmlinux-4k-52", "virt", "max", 128)).contains(BANNER);
  }

  @ParameterizedTest
  @CsvSource({"virt, max, 512", "virt, cortex-a53, 128", "'virt,virtualization=on', max, 3000"})
  @RequiresTool({"aarch64-linux-gnu-objcopy", "qemu-system-aarch64"})
  void mapsAllMemoryByItsOwnCode(String board, String cpu, int mebibytes) throws Exception {
    assertThat(boot("booting/vmlinux-booting", board, cpu, mebibytes))
        .contains(BANNER)
        .contains(
            String.format(
                "memory at 0x0000000040000000, 0x%016x bytes, mapped at 0xffff000000000000",
                (long) mebibytes << 20));
  }

  /** What the kernel prints until it powers the board off. */
  private String boot(String name, String board, String cpu, int mebibytes) throws Exception {
    Path image = folder.resolve("Image");
    Path kernel = KERNELS.resolve(name);
    List<String> copy = List.of("aarch64-linux-gnu-objcopy", "-O", "binary", kernel.toString());
    Tool.run(folder, LIMIT, join(copy, image.toString()));
    List<String> boot =
        List.of(
            "qemu-system-aarch64",
            "-M",
            board,
            "-cpu",
            cpu,
            "-m",
            String.valueOf(mebibytes),
            "-display",
            "none");
    return Tool.run(folder, LIMIT, join(boot, "-serial", "stdio", "-kernel", image.toString()));
  }

  private boolean toolsAreThoseOfTheKeptFiles() throws IOException, InterruptedException {
    return version("aarch64-linux-gnu-gcc").contains("12.2.0")
        && version("aarch64-linux-gnu-ld").contains("2.40")
        && version("ld.lld").contains("14.0.6")
        && version("gzip").contains("1.12");
  }

  private String version(String tool) throws IOException, InterruptedException {
    return Tool.run(folder, LIMIT, List.of(tool, "--version"));
  }

  private List<String> symbols(Path kernel) throws IOException, InterruptedException {
    return Tool.run(folder, LIMIT, List.of("aarch64-linux-gnu-nm", "-n", kernel.toString()))
        .lines()
        .sorted()
        .toList();
  }

  private static List<String> join(List<String> first, String... rest) {
    List<String> all = new ArrayList<>(first);
    all.addAll(List.of(rest));
    return all;
  }
}
