// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation;

import org.earlymap.check.Severity;
import org.earlymap.relocate.RelocationFinding;

/** What is mapped by then. */
final class PlaceMapped extends CheckedPlace {
  PlaceMapped() {
    super(
        "011",
        Severity.ERROR,
        "every relocated word is mapped when relocations are applied; a fault there is silent",
        "arch/arm64/kernel/pi/map_kernel.c: map_kernel()",
        RelocationFinding.Rule.UNMAPPED);
  }
}
