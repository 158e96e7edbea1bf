// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.earlymap.check.catalog.RuleCatalog;
import org.earlymap.kernel.KernelHints;
import org.earlymap.testing.TruthFile;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.XZInputStream;

/** Kernels that booted: the rules must find nothing but what src/docs/check.md explains. */
final class RealKernelsTest {
  private static final Checker ALL = new Checker(RuleCatalog.all());

  @TempDir private Path folder = Path.of("");

  @TestFactory
  Stream<DynamicTest> kernelsThatBootedAreClean() {
    return TruthFile.names().stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () ->
                        assertThat(ALL.check(KernelMaker.from(name).load(folder)).findings())
                            .isEmpty()));
  }

  @Test
  void linkedKernelHasOnlyTheSegmentThatIsExplained() throws IOException {
    Path elf = folder.resolve("vmlinux");
    try (InputStream in = resource("/kernels/vmlinux-4k-52.elf.xz")) {
      Files.copy(new XZInputStream(in), elf);
    }
    Path config = folder.resolve("config");
    try (InputStream in = resource("/kernels/config-4k-52")) {
      Files.copy(in, config);
    }

    Report report = ALL.check(CheckedKernel.load(elf, KernelHints.none().withConfig(config)));

    assertThat(report.findings())
        .extracting(Finding::fingerprint)
        .containsExactly("EM-PRM-011 PT_LOAD 1");
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(RealKernelsTest.class.getResourceAsStream(name));
  }
}
