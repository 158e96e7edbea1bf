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
import org.junit.jupiter.params.provider.ValueSource;

/** The sample kernels are what their sources link to, and they boot. */
final class SampleKernelTest {
  private static final Path KERNELS = Path.of("../../samples/kernel").toAbsolutePath().normalize();
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String BANNER = "Linux version 6.12.117-sample (earlymap@sample)";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"vmlinux-4k-52", "vmlinux-4k-48-relr"})
  @RequiresTool({"aarch64-linux-gnu-gcc", "aarch64-linux-gnu-ld", "aarch64-linux-gnu-nm", "ld.lld"})
  void isWhatTheSourcesLinkTo(String name) throws Exception {
    Tool.run(folder, LIMIT, List.of(KERNELS.resolve("build.sh").toString(), folder.toString()));
    Path linked = folder.resolve(name);
    Path kept = KERNELS.resolve(name);
    if (toolsAreThoseOfTheKeptFiles()) {
      assertThat(linked).hasSameBinaryContentAs(kept);
    }
    assertThat(symbols(linked)).hasSizeGreaterThan(50).isEqualTo(symbols(kept));
  }

  @Test
  @RequiresTool({"aarch64-linux-gnu-objcopy", "qemu-system-aarch64"})
  void boots() throws Exception {
    Path image = folder.resolve("Image");
    Path kernel = KERNELS.resolve("vmlinux-4k-52");
    List<String> copy = List.of("aarch64-linux-gnu-objcopy", "-O", "binary", kernel.toString());
    Tool.run(folder, LIMIT, join(copy, image.toString()));
    List<String> boot =
        List.of("qemu-system-aarch64", "-M", "virt", "-cpu", "max", "-display", "none");
    String printed =
        Tool.run(folder, LIMIT, join(boot, "-serial", "stdio", "-kernel", image.toString()));
    assertThat(printed).contains(BANNER);
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
