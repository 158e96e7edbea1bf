// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earlymap.build.Build;
import org.earlymap.build.BuildManifest;
import org.earlymap.cli.Earlymap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code rodata-ro} from the memory that a stock kernel's code left, against that of the model
 * alone: equal, word by word, where the model knows the kernel.
 */
@Tag("kernels")
@RequiresTool({"apt-get", "dpkg-deb", "flock"})
class FinishedKernelTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "6.12:arm64, cortex-a76",
    "6.12:arm64, cortex-a72",
    "6.12:arm64-16k, cortex-a76",
    "6.12:cloud-arm64, neoverse-v1",
    "7.3:arm64, cortex-a72"
  })
  void isThatOfTheModel(String name, String cpu) throws Exception {
    Optional<StockKernel> kernel = StockKernel.get(name, folder);
    assumeThat(kernel).as(name + " cannot be had any more").isPresent();
    Build model = build(kernel.get(), cpu, "model");
    Build run = build(kernel.get(), cpu, "kernel");
    assertThat(run.manifest().engine().orElseThrow().reason())
        .endsWith(" instructions to paging-init, and the model from there");
    assertThat(run.manifest().registers()).isEqualTo(model.manifest().registers());
    for (BuildManifest.Image image : run.manifest().images()) {
      for (long pa = image.pa(); pa < image.pa() + image.size(); pa += Long.BYTES) {
        assertThat(run.memory().readLong(pa))
            .as(image.name() + " at 0x" + Long.toHexString(pa))
            .isEqualTo(model.memory().readLong(pa));
      }
    }
  }

  private Build build(StockKernel kernel, String cpu, String engine) throws Exception {
    Path target = folder.resolve(engine);
    List<String> arguments =
        new ArrayList<>(List.of("build", kernel.image().toString(), "--cpu", cpu));
    kernel.config().ifPresent(file -> arguments.addAll(List.of("--config", file.toString())));
    arguments.addAll(List.of("--stage", "rodata-ro", "--engine", engine));
    arguments.addAll(List.of("-o", target.toString()));
    StringWriter err = new StringWriter();
    int code =
        Earlymap.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            arguments.toArray(String[]::new));
    assertThat(code).as(err.toString()).isZero();
    return Build.read(target);
  }
}
