// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation.place;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.earlymap.Range;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Severity;
import org.earlymap.relocate.RelocationTable;

/**
 * EM-REL-017: relocating changes neither the tables that it reads nor its own stack. Protects from
 * relocations that change the relocations after them, or where their code returns to.
 */
final class OwnMemoryUnchanged extends ForbiddenPlace {
  OwnMemoryUnchanged() {
    super(
        "EM-REL-017",
        Severity.ERROR,
        "relocating changes neither the tables that it reads nor its own stack",
        "arch/arm64/kernel/vmlinux.lds.S: .rela.dyn, .relr.dyn, early_init_stack",
        "lies in the relocation tables or on the stack of the code that applies them");
  }

  @Override
  List<Range> forbidden(CheckedKernel kernel, RelocationTable table) {
    ImmutableList.Builder<Range> ranges = ImmutableList.builder();
    ranges.add(table.relaRange(), table.relrRange());
    if (kernel.find("early_init_stack").isPresent()) {
      ranges.add(kernel.range("init_pg_end", "early_init_stack"));
    }
    return ranges.build();
  }
}
