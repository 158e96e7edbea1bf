// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.earlymap.InputException;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.Decisions;
import org.earlymap.boot.space.AddressSpace;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.config.KernelConfig;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.layout.AddressRegion;
import org.earlymap.machine.Machine;
import org.earlymap.version.Trait;

/** Describes a computed boot in a manifest. */
public final class ManifestOfBoot {
  private final BootEnvironment environment;
  private final List<String> assumptions;
  private final String reason;

  /**
   * A description of boots of one kernel on one machine.
   *
   * @param assumptions what was not given and how it was taken, a sentence each
   */
  public ManifestOfBoot(BootEnvironment environment, List<String> assumptions) {
    this(environment, assumptions, "it was asked for");
  }

  /**
   * A description of boots of one kernel on one machine.
   *
   * @param assumptions what was not given and how it was taken, a sentence each
   * @param reason why the model computed it and not the kernel's own code
   */
  public ManifestOfBoot(BootEnvironment environment, List<String> assumptions, String reason) {
    this.environment = environment;
    this.assumptions = List.copyOf(assumptions);
    this.reason = reason;
  }

  /** The manifest of {@code snapshot}, whose images were written as {@code images}. */
  public BuildManifest describe(BootSnapshot snapshot, List<BuildManifest.Image> images) {
    return BuildManifest.ofBoot(
        snapshot.stage(),
        kernel(),
        boot(snapshot),
        assumptions,
        snapshot.registers(),
        snapshot.roots(),
        images,
        BuildManifest.Given.of(environment.machine()),
        snapshot.predicted(),
        new BuildManifest.Engine(BuildManifest.Engine.MODEL, reason),
        regions(environment.kernel(), environment.machine(), environment.decisions()));
  }

  private BuildManifest.Kernel kernel() {
    return describe(environment.kernel());
  }

  /** What a manifest says of a kernel. */
  static BuildManifest.Kernel describe(KernelBuild kernel) {
    Map<String, Boolean> traits = new LinkedHashMap<>();
    for (Trait trait : Trait.values()) {
      traits.put(trait.label(), kernel.traits().has(trait));
    }
    String path = kernel.file();
    String name = path.substring(path.replace('\\', '/').lastIndexOf('/') + 1);
    return new BuildManifest.Kernel(name, kernel.sha256(), kernel.release().text(), traits);
  }

  /**
   * The address space by name; none where the tables could be computed and the names not, such as
   * those of an image without end.
   */
  static List<AddressRegion> regions(KernelBuild kernel, Machine machine, Decisions decisions) {
    try {
      AddressSpace.Image image = AddressSpace.Image.of(kernel.symbols());
      return AddressSpace.of(decisions, image, machine).regions();
    } catch (InputException nameless) {
      return List.of();
    }
  }

  private BuildManifest.Boot boot(BootSnapshot snapshot) {
    KernelConfig config = environment.kernel().config();
    Decisions decisions = environment.decisions();
    return new BuildManifest.Boot(
        config.granule(),
        config.vaBits(),
        decisions.vaBitsActual(),
        config.paBits(),
        decisions.lpa2Enabled(),
        config.bigEndian(),
        environment.machine().loadAddress(),
        decisions.kaslr().offset(),
        environment.image().vaOffset(),
        snapshot.memstartAddr(),
        decisions.nonGlobal());
  }
}
