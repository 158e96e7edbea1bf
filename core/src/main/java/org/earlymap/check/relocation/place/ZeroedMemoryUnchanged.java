// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation.place;

import java.util.List;
import org.earlymap.Range;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Severity;
import org.earlymap.relocate.RelocationTable;

/**
 * EM-REL-018: BSS has no relocated word. Protects from variables that are not zero when C starts,
 * in memory of which the image has no bytes.
 */
final class ZeroedMemoryUnchanged extends ForbiddenPlace {
  ZeroedMemoryUnchanged() {
    super(
        "EM-REL-018",
        Severity.WARNING,
        "BSS has no relocated word: it is zero when C starts, and the image has no bytes for it",
        "arch/arm64/kernel/vmlinux.lds.S: BSS_SECTION()",
        "lies in BSS, which is not zero then");
  }

  @Override
  List<Range> forbidden(CheckedKernel kernel, RelocationTable table) {
    return List.of(kernel.range("__bss_start", "__bss_stop"));
  }
}
