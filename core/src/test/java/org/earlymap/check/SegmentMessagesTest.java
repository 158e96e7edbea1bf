// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.earlymap.check.catalog.RuleCatalog;
import org.earlymap.kernel.ContradictionException;
import org.earlymap.kernel.KernelHints;
import org.earlymap.kernel.KernelLoader;
import org.earlymap.version.KernelRelease;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the segment rules say where one defect shows in several places. */
final class SegmentMessagesTest {
  private static final String PLAIN = "4k-52--max-base";

  @TempDir private Path folder = Path.of("");

  @Test
  void kernelWithoutSymbolsIsOneFinding() {
    Report report = report(KernelMaker.from(PLAIN).entry(0).stripped(), "EM-SEG-001");

    assertThat(report.findings())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.message())
                    .startsWith("none of the ")
                    .contains("boundary symbols is in ")
                    .contains("System.map"));
    assertThat(report(KernelMaker.from(PLAIN).entry(0).stripped(), "EM-REL-001").findings())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"EM-SEG-009", "EM-SEG-010"})
  void sizeOfTextThatEndsBeforeItsStartIsNotJudged(String rule) {
    KernelMaker kernel = KernelMaker.from(PLAIN).move("__idmap_text_end", -0x10000);

    Report report = report(kernel, rule);

    assertThat(report.findings()).isEmpty();
    assertThat(report.notApplied())
        .extracting(NotApplied::why)
        .containsExactly("__idmap_text_end is before __idmap_text_start, which EM-SEG-002 reports");
    assertThat(report(kernel, "EM-SEG-002").findings()).isNotEmpty();
  }

  @Test
  void trampolineThatEndsBeforeItsStartHasNoSize() {
    KernelMaker kernel = KernelMaker.from(PLAIN).move("__entry_tramp_text_end", -0x10000);

    assertThat(report(kernel, "EM-SEG-011").findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.subject()).isEqualTo("__entry_tramp_text_end");
              assertThat(finding.message())
                  .contains("before __entry_tramp_text_start at")
                  .doesNotContain("bytes");
            });
  }

  @Test
  void earlyStackIsHeldAgainstBothItsNeighbours() {
    KernelMaker behind = KernelMaker.from(PLAIN);
    behind.symbol("early_init_stack", behind.at("_end") + 16);
    KernelMaker before = KernelMaker.from(PLAIN);
    before.symbol("early_init_stack", before.at("init_pg_end") - 16);

    assertThat(report(behind, "EM-SEG-023").findings())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.message())
                    .contains("behind _end at " + Figures.hex(behind.at("_end"))));
    assertThat(report(before, "EM-SEG-023").findings())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.message())
                    .contains("before init_pg_end at " + Figures.hex(before.at("init_pg_end")))
                    .doesNotContain("bytes"));
  }

  /** The configuration in the kernel shows that its header lies; another's would only confuse. */
  @Test
  void headerIsJudgedByTheConfigurationInTheKernel() throws IOException {
    KernelMaker kernel = KernelMaker.from(PLAIN).symbol("_kernel_flags_le_lo32", 0xc);
    kernel.write(folder);
    Path config = folder.resolve("config");
    Path elf =
        kernel
            .contents(".ikconfig", "A", kernel.at("__start_rodata"), embedded(config))
            .write(folder);
    KernelHints hints =
        KernelHints.none().withRelease(KernelRelease.parse("6.12.117").orElseThrow());

    Report report = new Checker(rules("EM-SEG-016")).check(CheckedKernel.load(elf, hints));

    assertThat(report.findings()).extracting(Finding::subject).containsExactly("page size");
    assertThatThrownBy(() -> KernelLoader.load(elf, hints))
        .isInstanceOf(ContradictionException.class)
        .hasMessageContaining("the kernel's image header 16K");
    assertThatThrownBy(() -> CheckedKernel.load(elf, hints.withConfig(config)))
        .isInstanceOf(ContradictionException.class)
        .hasMessageContaining("the kernel's image header 16K");
  }

  private static byte[] embedded(Path config) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("IKCFG_ST".getBytes(StandardCharsets.ISO_8859_1));
    try (GZIPOutputStream zipped = new GZIPOutputStream(bytes)) {
      zipped.write(Files.readAllBytes(config));
    }
    bytes.writeBytes("IKCFG_ED".getBytes(StandardCharsets.ISO_8859_1));
    return bytes.toByteArray();
  }

  private Report report(KernelMaker kernel, String rule) {
    return new Checker(rules(rule)).check(kernel.load(folder));
  }

  private static List<Rule> rules(String id) {
    return RuleSelection.of(RuleCatalog.all(), List.of(id), List.of());
  }
}
