// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.parts.Evidence;
import org.earlymap.run.TraitsByRun;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a short run of a stock kernel shows of its traits is what its instructions show, for which
 * the kernel is taken as one whose instructions show nothing, and of a release that has it all the
 * other way round.
 */
@Tag("kernels")
@RequiresTool({"apt-get", "dpkg-deb", "flock"})
class TraitsByRunTest {
  private static final List<Trait> SHOWN =
      List.of(Trait.PTE_DIRTY, Trait.MAP_TEXT_HEAD, Trait.MTE_TCMA1);

  @TempDir Path folder;

  /** Those that the model has; before 6.9 no stage is its own. */
  static List<String> kernels() {
    return StockCheckTest.kernels().stream().filter(ModelCase::isOfTheModel).toList();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void aRunShowsWhatTheInstructionsShow(String release) throws Exception {
    Optional<StockKernel> stock = StockKernel.get(release, folder);
    assumeThat(stock).as(release + " cannot be had any more").isPresent();
    KernelBuild kernel = KernelBuild.load(stock.orElseThrow().image());
    KernelTraits wrong = kernel.traits();
    for (Trait trait : SHOWN) {
      wrong = wrong.with(trait, !kernel.traits().has(trait));
    }
    KernelBuild asked = TraitsByRun.asked(withoutEvidence(kernel, wrong));
    for (Trait trait : SHOWN) {
      List<Evidence> shown =
          asked.evidence().stream().filter(one -> one.item().equals(trait.label())).toList();
      assertThat(shown).as(trait.label()).hasSize(1);
      assertThat(shown.get(0).source()).startsWith("run: shown by running its code, which ");
      assertThat(asked.traits().has(trait))
          .as("%s by run: %s", trait.label(), shown.get(0).source())
          .isEqualTo(kernel.traits().has(trait));
    }
    assertThat(TraitsByRun.asked(kernel)).as("nothing is left to ask").isEqualTo(kernel);
  }

  private static KernelBuild withoutEvidence(KernelBuild kernel, KernelTraits traits) {
    KernelRelease release = kernel.release();
    return new KernelBuild(
        kernel.source(),
        kernel.config(),
        release,
        traits,
        kernel.symbols(),
        kernel.sections(),
        kernel.contents(),
        List.of());
  }
}
