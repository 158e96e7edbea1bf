// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation.place;

import java.util.List;
import org.earlymap.Range;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Severity;
import org.earlymap.relocate.RelocationTable;

/**
 * EM-REL-019: data used with the MMU off has no relocated word. Protects from CPUs that read the
 * old word from memory while the new one is in another CPU's cache.
 */
final class MmuoffDataUnchanged extends ForbiddenPlace {
  MmuoffDataUnchanged() {
    super(
        "EM-REL-019",
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
