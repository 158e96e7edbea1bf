// SPDX-License-Identifier: Apache-2.0
package org.earlymap.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.KernelHints;
import org.earlymap.kernel.KernelLoader;
import org.earlymap.version.Trait;

/** A captured boot, ready to be computed. */
public final class TruthBoot {
  private TruthBoot() {}

  /**
   * The kernel of {@code truth}, written as an ELF into {@code folder} and read, on its machine.
   */
  public static BootEnvironment environment(TruthFile truth, Path folder) throws IOException {
    return BootEnvironment.resolve(kernel(truth, folder), TruthMachine.of(truth));
  }

  /** The kernel of {@code truth}, written as an ELF into {@code folder} and read. */
  public static KernelBuild kernel(TruthFile truth, Path folder) throws IOException {
    return kernel(truth, folder, Map.of());
  }

  /** The same kernel as if it did some things as another release does. */
  public static KernelBuild kernel(TruthFile truth, Path folder, Map<Trait, Boolean> switches)
      throws IOException {
    TruthKernel files = TruthKernel.write(truth, folder);
    return KernelLoader.load(
        files.elf(),
        new KernelHints(
            Optional.of(files.config()),
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            switches,
            false));
  }
}
