// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.decide;

import org.earlymap.InputCause;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.machine.Machine;
import org.earlymap.version.Trait;

/**
 * One kernel on one machine, and what follows before any table is written.
 *
 * @param kernel the build
 * @param machine what it is given
 * @param decisions what {@code early_map_kernel} decides
 * @param image where the image lies after KASLR
 */
public record BootEnvironment(
    KernelBuild kernel, Machine machine, Decisions decisions, ImagePlacement image) {

  /**
   * Checks that this kernel can boot on this machine, and decides as it will. A device tree that
   * nobody placed makes way for the image.
   *
   * @param given the machine before a kernel is loaded
   * @throws BootException where it cannot, or where the kernel is older than 6.9
   */
  public static BootEnvironment resolve(KernelBuild kernel, Machine given) {
    if (!kernel.traits().has(Trait.C_MAP_KERNEL)) {
      throw new BootException(
          "Linux "
              + kernel.release()
              + " builds its early tables in assembly; only those of map_kernel() are computed,"
              + " which came with 6.9",
          InputCause.RELEASE_TOO_OLD);
    }
    Machine machine = given.loadedWith(kernel.symbols());
    MachineCheck.check(kernel, machine);
    Decisions decisions = Decisions.of(kernel, machine);
    ImagePlacement image =
        new ImagePlacement(kernel.symbols(), machine.loadAddress(), decisions.kaslr().offset());
    return new BootEnvironment(kernel, machine, decisions, image);
  }
}
