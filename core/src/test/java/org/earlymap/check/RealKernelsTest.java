// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.earlymap.check.catalog.RuleCatalog;
import org.earlymap.kernel.KernelHints;
import org.earlymap.testing.TruthFile;
import org.earlymap.testing.TruthMachine;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.XZInputStream;

/** Kernels that booted: the rules must find nothing but what src/docs/check.md explains. */
final class RealKernelsTest {
  private static final Checker ALL = new Checker(RuleCatalog.all());

  private static final String RODATA_OFF = "4k-52--max-rodataoff";

  @TempDir private Path folder = Path.of("");

  @TestFactory
  Stream<DynamicTest> kernelsThatBootedAreClean() {
    return TruthFile.names().stream()
        .filter(name -> !name.equals(RODATA_OFF))
        .map(name -> DynamicTest.dynamicTest(name, () -> assertThat(findings(name)).isEmpty()));
  }

  @Test
  void kernelThatWasToldNotToProtectItselfDoesNot() {
    assertThat(findings(RODATA_OFF))
        .extracting(Finding::fingerprint)
        .containsExactly(
            "EM-WX-001 max early-map+paging-init+rodata-ro swapper_pg_dir .text",
            "EM-WX-001 max early-map+paging-init swapper_pg_dir .init.text to .altinstructions",
            "EM-WX-004 max rodata-ro swapper_pg_dir .rodata.text",
            "EM-WX-005 max rodata-ro swapper_pg_dir .head.text",
            "EM-WX-005 max rodata-ro swapper_pg_dir .text",
            "EM-WX-005 max rodata-ro swapper_pg_dir .rodata to .rodata.text");
  }

  private List<Finding> findings(String name) {
    TruthFile truth = TruthFile.named(name);
    return ALL.check(KernelMaker.from(name).machine(TruthMachine.of(truth)).load(folder))
        .findings();
  }

  @Test
  void linkedKernelHasOnlyTheSegmentThatIsExplained() throws IOException {
    assertThat(check("4k-52").findings())
        .extracting(Finding::fingerprint)
        .containsExactly("EM-PRM-011 PT_LOAD 1");
  }

  /** Linked by GNU ld with {@code --emit-relocs}; its file has kept the relocations. */
  @Test
  void relocationsOfALinkedKernelAreSound() throws IOException {
    Report report = check("16k-48-rela");

    assertThat(report.findings())
        .extracting(Finding::fingerprint)
        .containsExactly("EM-PRM-011 PT_LOAD 1", "EM-REL-025 reserved_mem");
    assertThat(report.notApplied())
        .extracting(NotApplied::ruleId)
        .noneMatch(id -> id.startsWith("EM-REL"));
    assertThat(report.measurements())
        .contains(
            new Measurement("EM-REL-021", "__pi_", "106 symbols with a size"),
            new Measurement(
                "EM-REL-006", "type 1027", "4610 entries, R_AARCH64_RELATIVE: applied"));
  }

  private Report check(String kernel) throws IOException {
    Path elf = folder.resolve("vmlinux");
    try (InputStream in = resource("/kernels/vmlinux-" + kernel + ".elf.xz")) {
      Files.copy(new XZInputStream(in), elf);
    }
    Path config = folder.resolve("config");
    try (InputStream in = resource("/kernels/config-" + kernel)) {
      Files.copy(in, config);
    }
    return ALL.check(CheckedKernel.load(elf, KernelHints.none().withConfig(config)));
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(RealKernelsTest.class.getResourceAsStream(name));
  }
}
