// SPDX-License-Identifier: Apache-2.0
package org.earlymap.machine;

import java.util.ArrayList;
import java.util.List;
import org.earlymap.Range;
import org.earlymap.kernel.parts.KernelSymbols;

/** Where the device tree of a machine lies when nobody says where: beside the image, in memory. */
final class FdtPlacement {
  private FdtPlacement() {}

  /**
   * {@code machine} as it is where its device tree lies in memory and outside the image; else with
   * the device tree behind the image, below it, or at the start of a bank. Where none of these is
   * free it stays, for others to refuse.
   */
  static Machine beside(Machine machine, KernelSymbols symbols) {
    long size = symbols.find("_end").orElse(0) - symbols.find("_text").orElse(0);
    Range image = new Range(machine.loadAddress(), machine.loadAddress() + size);
    if (fits(machine, image, machine.fdtAddress())) {
      return machine;
    }
    List<Long> places = new ArrayList<>();
    places.add(Placement.blockUp(image.end()));
    places.add(Placement.blockDown(image.start() - machine.fdtSize()));
    machine.banks().forEach(bank -> places.add(Placement.blockUp(bank.start())));
    for (long pa : places) {
      if (fits(machine, image, pa) && !isTaken(machine, pa)) {
        return machine.withFdtAddress(pa);
      }
    }
    return machine;
  }

  private static boolean fits(Machine machine, Range image, long pa) {
    Range fdt = new Range(pa, pa + machine.fdtSize());
    boolean inMemory = machine.banks().isEmpty();
    for (Range bank : machine.banks()) {
      inMemory |= bank.intersection(fdt).filter(fdt::equals).isPresent();
    }
    return inMemory && image.intersection(fdt).isEmpty();
  }

  private static boolean isTaken(Machine machine, long pa) {
    Range fdt = new Range(pa, pa + machine.fdtSize());
    boolean taken = machine.initrd().flatMap(fdt::intersection).isPresent();
    for (Reservation reservation : machine.reservations()) {
      taken |=
          reservation instanceof Reservation.Fixed fixed
              && fixed.range().intersection(fdt).isPresent();
    }
    return taken;
  }
}
