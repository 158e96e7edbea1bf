// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Stock kernels at {@code bootmem_init} against builds of both engines, those before 6.9 against
 * the run's: each kernel on each CPU, at both levels, with and without a seed, half with its
 * configuration and half with none but what the image shows; and every boot of {@link LiveCases}
 * and boots of random inputs on 6.18 and 7.3.
 *
 * <p>In the profile {@code kernels}. Half of the matrix unless {@code -Dearlymap.boots=all}: each
 * kernel on each CPU at both levels, one with a seed and one without; {@code half:TEXT}, {@code
 * all:TEXT} or {@code TEXT} takes the boots whose name contains it, {@code
 * -Dearlymap.boots.random=NUMBER} the random ones from that number on.
 */
@Tag("kernels")
@RequiresTool({"apt-get", "dpkg-deb", "flock", "qemu-system-aarch64"})
@Execution(ExecutionMode.CONCURRENT)
class ModelAgreementTest {
  private static final int RANDOM_BOOTS = 40;
  private static final Map<String, Optional<StockKernel>> KERNELS = new ConcurrentHashMap<>();
  private static final Map<String, KernelPlaces> PLACES = new ConcurrentHashMap<>();
  private static final ModelTable TABLE = new ModelTable();

  @TempDir static Path shared;
  @TempDir Path folder;

  static List<ModelCase> boots() {
    List<ModelCase> boots = new ArrayList<>(ModelCase.matrix());
    long random = Long.getLong("earlymap.boots.random", 1);
    boots.addAll(ModelCase.live("6.18.15+deb13-arm64", random, RANDOM_BOOTS));
    boots.addAll(ModelCase.live("7.3.4+deb13-arm64", random + RANDOM_BOOTS, RANDOM_BOOTS));
    String chosen = System.getProperty("earlymap.boots", "half");
    boolean half = chosen.startsWith("half");
    String text = chosen.replaceFirst("^(all|half):?", "");
    return boots.stream()
        .filter(boot -> boot.toString().contains(text) && (!half || boot.isOfHalf()))
        .toList();
  }

  @AfterAll
  static void report() throws Exception {
    String table = TABLE.markdown();
    Path folder = Files.createDirectories(Path.of("target"));
    Files.writeString(folder.resolve("model-agreement.md"), table);
    System.out.println(table);
  }

  @ParameterizedTest
  @MethodSource("boots")
  void buildIsTheMemoryOfTheRunningKernel(ModelCase boot) throws Exception {
    Optional<StockKernel> kernel =
        KERNELS.computeIfAbsent(boot.kernel(), ModelAgreementTest::fetch);
    assumeThat(kernel).as(boot.kernel() + " cannot be had any more").isPresent();
    Path image = alone(kernel.orElseThrow());
    Optional<Path> config = boot.configured() ? kernel.get().config() : Optional.empty();
    KernelPlaces places = PLACES.computeIfAbsent(boot.kernel(), name -> places(image));
    Map<String, ModelBoot.Compared> compared =
        new ModelBoot(image, config, places).compare(boot.inputs(), folder, boot.engines());
    TABLE.add(boot, compared);
    assertThat(compared.values()).allMatch(build -> build.different() == 0);
  }

  /** The image in a folder of its own: no configuration lies beside it. */
  private static synchronized Path alone(StockKernel kernel) throws Exception {
    Path link = shared.resolve("Image of " + kernel.release());
    return Files.exists(link) ? link : Files.createSymbolicLink(link, kernel.image());
  }

  private static KernelPlaces places(Path image) {
    try {
      return KernelPlaces.of(image);
    } catch (Exception e) {
      throw new IllegalStateException(image.toString(), e);
    }
  }

  /** The release that is named, or the newest of its series and flavour. */
  private static Optional<StockKernel> fetch(String release) {
    try {
      Optional<StockKernel> exact = StockKernel.get(release, shared);
      String series = release.replaceFirst("^(\\d+\\.\\d+)[^-]*(?:-\\d+)?-(.*)$", "$1:$2");
      return exact.isPresent() ? exact : StockKernel.get(series, shared);
    } catch (Exception e) {
      throw new IllegalStateException(release, e);
    }
  }
}
