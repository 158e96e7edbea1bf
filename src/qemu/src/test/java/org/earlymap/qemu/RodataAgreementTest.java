// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Stock kernels that have booted, against the model's last stage: three of nine releases, {@code
 * -Dearlymap.boots=all} for all, {@code -Dearlymap.boots=TEXT} for those whose name contains it.
 */
@Tag("kernels")
@RequiresTool({
  "apt-get",
  "dpkg-deb",
  "flock",
  "qemu-system-aarch64",
  "aarch64-linux-gnu-gcc",
  "dtc"
})
class RodataAgreementTest {
  private static final Pattern SOME = Pattern.compile("^(6\\.12|6\\.18|7\\.3)\\.");
  private static final TreeMap<String, Long> COMPARED = new TreeMap<>();

  @TempDir static Path shared;
  @TempDir Path folder;

  /**
   * One boot.
   *
   * @param kernel a release
   * @param cpu the emulator's name of the CPU
   */
  record Case(String kernel, String cpu, String line, boolean seed) {
    @Override
    public String toString() {
      return kernel + ", " + cpu + (line.isEmpty() ? "" : ", " + line) + (seed ? ", seed" : "");
    }
  }

  static List<Case> boots() {
    List<Case> cases = new ArrayList<>();
    for (String series :
        List.of(
            "6.12.117",
            "6.16.12",
            "6.17.13",
            "6.18.15",
            "6.19.14",
            "7.0.13",
            "7.1.13",
            "7.2.11",
            "7.3.4")) {
      String kernel = series + "+deb13-arm64";
      cases.add(new Case(kernel, "max", "", false));
      cases.add(new Case(kernel, "cortex-a72", "", true));
      cases.add(new Case(kernel, "max", "rodata=on kpti=1", false));
      cases.add(new Case(kernel + "-16k", "max", "", true));
    }
    String chosen = System.getProperty("earlymap.boots", "some");
    return switch (chosen) {
      case "all" -> cases;
      case "some" -> cases.stream().filter(boot -> SOME.matcher(boot.kernel()).find()).toList();
      default -> cases.stream().filter(boot -> boot.toString().contains(chosen)).toList();
    };
  }

  @AfterAll
  static void report() throws Exception {
    StringBuilder text = new StringBuilder("| boot | leaves compared |\n|---|---|\n");
    COMPARED.forEach((boot, leaves) -> text.append(String.format("| %s | %,d |%n", boot, leaves)));
    Files.writeString(
        Files.createDirectories(Path.of("target")).resolve("rodata-agreement.md"), text);
    System.out.println(text);
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("boots")
  void leavesAreThoseOfTheRunningKernel(Case boot) throws Exception {
    Optional<StockKernel> kernel = StockKernel.get(boot.kernel(), shared);
    assumeThat(kernel).as(boot.kernel() + " cannot be had any more").isPresent();
    Path image = kernel.orElseThrow().image();
    String line = "console=ttyAMA0 " + boot.line() + (boot.seed() ? "" : " nokaslr");
    long leaves =
        new RodataBoot(image, kernel.get().config(), KernelPlaces.of(image))
            .compare(
                boot.cpu(),
                boot.cpu().equals("max") ? "qemu-max" : boot.cpu(),
                line,
                boot.seed() ? OptionalLong.of(0x2545_f491_4f6c_dd1dL) : OptionalLong.empty(),
                folder);
    assertThat(leaves).isPositive();
    COMPARED.put(boot.toString(), leaves);
  }
}
