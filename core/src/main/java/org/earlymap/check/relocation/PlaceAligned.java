// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation;

import org.earlymap.check.Severity;
import org.earlymap.relocate.RelocationFinding;

/** Pointers in packed structures. */
final class PlaceAligned extends CheckedPlace {
  PlaceAligned() {
    super(
        "014",
        Severity.NOTE,
        "relocated words are aligned; RELR cannot hold others, and they are not loaded in one access",
        "arch/arm64/kernel/pi/relocate.c: relocate_kernel()",
        RelocationFinding.Rule.MISALIGNED);
  }
}
