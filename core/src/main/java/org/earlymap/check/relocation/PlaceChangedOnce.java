// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation;

import org.earlymap.check.Severity;
import org.earlymap.relocate.RelocationFinding;

/** RELA and RELR together. */
final class PlaceChangedOnce extends CheckedPlace {
  PlaceChangedOnce() {
    super(
        "013",
        Severity.ERROR,
        "every word is relocated once; RELR adds the offset again to what RELA stored",
        "arch/arm64/kernel/pi/relocate.c: relocate_kernel()",
        RelocationFinding.Rule.TWICE);
  }
}
