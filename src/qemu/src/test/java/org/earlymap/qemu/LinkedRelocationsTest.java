// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Checker;
import org.earlymap.check.Finding;
import org.earlymap.check.RuleSelection;
import org.earlymap.check.catalog.RuleCatalog;
import org.earlymap.kernel.KernelHints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample kernel, linked with an object of defects by both linkers: each is found, no more. */
@RequiresTool({"aarch64-linux-gnu-gcc", "aarch64-linux-gnu-ld", "ld.lld", "gzip"})
final class LinkedRelocationsTest {
  private static final Path KERNELS = Path.of("../../samples/kernel").toAbsolutePath().normalize();
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final List<String> DEFECTS =
      List.of(
          "EM-REL-014 __idmap_kpti_flag",
          "EM-REL-014 unaligned",
          "EM-REL-016 code_with_literal",
          "EM-REL-019 mmuoff_pointer",
          "EM-REL-021 __pi_table",
          "EM-REL-022 __efistub_table",
          "EM-REL-023 __pi_table",
          "EM-REL-023 __efistub_table",
          "EM-REL-025 linux_banner",
          "EM-REL-025 keeps_init");

  @TempDir Path folder;

  /** GNU ld takes an absolute symbol for an address and relocates it; lld does not. */
  @Test
  void gnuLinkerWithRela() throws Exception {
    List<String> expected = new ArrayList<>(DEFECTS);
    expected.add("EM-REL-020 absolute");
    assertThat(findings("config-4k-52", "5", "aarch64-linux-gnu-ld", "--no-warn-rwx-segments"))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void lldWithRelr() throws Exception {
    assertThat(findings("config-4k-48", "4", "ld.lld", "--pack-dyn-relocs=relr"))
        .containsExactlyInAnyOrderElementsOf(DEFECTS);
  }

  private List<String> findings(String config, String levels, String linker, String option)
      throws IOException, InterruptedException {
    Files.copy(KERNELS.resolve(config), folder.resolve("config"));
    try (InputStream defects =
        Objects.requireNonNull(getClass().getResourceAsStream("/relocation-defects.S"))) {
      Files.copy(defects, folder.resolve("defects.S"));
    }
    String kernel = KERNELS.resolve("kernel.S").toString();
    run("gzip", "-9n", "config");
    run("aarch64-linux-gnu-gcc", "-c", "-DCONFIG_GZ=\"config.gz\"", "-o", "kernel.o", kernel);
    run("aarch64-linux-gnu-gcc", "-c", "-o", "defects.o", "defects.S");
    String script = KERNELS.resolve("kernel.lds").toString();
    run(
        linker,
        option,
        "-shared",
        "-Bsymbolic",
        "-z",
        "notext",
        "--no-apply-dynamic-relocs",
        "--emit-relocs",
        "-z",
        "max-page-size=65536",
        "--defsym=PGTABLE_LEVELS=" + levels,
        "-T",
        script,
        "-o",
        "vmlinux",
        "kernel.o",
        "defects.o");
    Checker relocations =
        new Checker(RuleSelection.of(RuleCatalog.all(), List.of("EM-REL"), List.of()));
    CheckedKernel linked = CheckedKernel.load(folder.resolve("vmlinux"), KernelHints.none());
    return relocations.check(linked).findings().stream().map(Finding::fingerprint).toList();
  }

  private void run(String... command) throws IOException, InterruptedException {
    Tool.run(folder, LIMIT, List.of(command));
  }
}
