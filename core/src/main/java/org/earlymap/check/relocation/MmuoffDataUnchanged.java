// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation;

import java.util.List;
import org.earlymap.Range;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Severity;
import org.earlymap.relocate.RelocationTable;

/** Data that caches hide. */
final class MmuoffDataUnchanged extends ForbiddenPlace {
  MmuoffDataUnchanged() {
    super(
        "019",
        Severity.WARNING,
        "data used with the MMU off has no relocated word: relocating writes through the cache",
        "arch/arm64/kernel/vmlinux.lds.S: .mmuoff.data.write",
        "is used with the MMU off, and what relocating stores may still be in the cache");
  }

  @Override
  List<Range> forbidden(CheckedKernel kernel, RelocationTable table) {
    return List.of(kernel.range("__mmuoff_data_start", "__mmuoff_data_end"));
  }
}
