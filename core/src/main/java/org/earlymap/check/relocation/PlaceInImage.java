// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation;

import org.earlymap.check.Severity;
import org.earlymap.relocate.RelocationFinding;

/** Where relocations go. */
final class PlaceInImage extends CheckedPlace {
  PlaceInImage() {
    super(
        "010",
        Severity.ERROR,
        "every relocated word lies between _text and _end; others belong to nobody",
        "arch/arm64/kernel/pi/relocate.c: relocate_kernel()",
        RelocationFinding.Rule.OUTSIDE);
  }
}
