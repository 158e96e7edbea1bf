// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import java.util.List;
import org.earlymap.InputException;
import org.earlymap.boot.decide.Decisions;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.config.KernelConfig;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.layout.AddressRegion;
import org.earlymap.machine.Machine;
import org.earlymap.run.RunFacts;

/**
 * Describes in a manifest what a kernel's own code has left.
 *
 * @param kernel the kernel that ran
 * @param machine what it was given
 * @param assumptions what was not given and how it was taken, a sentence each
 * @param reason why its own code was run and not the model
 */
public record ManifestOfRun(
    KernelBuild kernel, Machine machine, List<String> assumptions, String reason) {
  /** Copies the list. */
  public ManifestOfRun {
    assumptions = List.copyOf(assumptions);
  }

  /**
   * The manifest of {@code snapshot}, whose images were written as {@code images}.
   *
   * @param facts what the kernel decided
   */
  public BuildManifest describe(
      BootSnapshot snapshot, RunFacts facts, List<BuildManifest.Image> images) {
    KernelConfig config = kernel.config();
    return BuildManifest.ofBoot(
        snapshot.stage(),
        ManifestOfBoot.describe(kernel),
        new BuildManifest.Boot(
            config.granule(),
            config.vaBits(),
            facts.vaBitsActual(),
            config.paBits(),
            facts.lpa2(),
            config.bigEndian(),
            machine.loadAddress(),
            facts.kaslrOffset(),
            facts.kimageVoffset(),
            snapshot.memstartAddr(),
            facts.nonGlobal()),
        assumptions,
        snapshot.registers(),
        snapshot.roots(),
        images,
        BuildManifest.Given.of(machine),
        snapshot.predicted(),
        new BuildManifest.Engine(BuildManifest.Engine.KERNEL, reason),
        regions(facts));
  }

  /** The names are the model's; where the kernel moved itself to is its own. */
  private List<AddressRegion> regions(RunFacts facts) {
    try {
      Decisions decisions = Decisions.of(kernel, machine).movedBy(facts.kaslrOffset());
      return ManifestOfBoot.regions(kernel, machine, decisions);
    } catch (InputException nameless) {
      return List.of();
    }
  }
}
