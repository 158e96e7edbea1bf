// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot;

import java.util.Optional;
import org.earlymap.arch.IndirectPermissions;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.boot.decide.BootRegisters;
import org.earlymap.boot.stage.TableRoot;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.table.TableTree;
import org.earlymap.table.TableWalker;

/** Walks the tables that a stage of a boot leaves, as its registers say. */
public final class BootWalker {
  private BootWalker() {}

  /**
   * A walker of the tables beneath {@code root}. Output addresses may have all the bits that the
   * descriptors hold; permissions are not indirect.
   */
  public static TableWalker of(PhysicalMemory memory, BootRegisters registers, TableRoot root) {
    return of(memory, registers, root, Optional.empty());
  }

  /** The same with the permissions that {@code indirect} gives, where FEAT_S1PIE is on. */
  public static TableWalker of(
      PhysicalMemory memory,
      BootRegisters registers,
      TableRoot root,
      Optional<IndirectPermissions> indirect) {
    TranslationRegisters translation = registers.translation(indirect);
    TableTree tree =
        new TableTree(
            root.half(),
            root.regime(),
            root.pa(),
            root.regime().format().outputBits(),
            translation.permissions(root.half()),
            translation.mair(),
            translation.tcr().hardwareAccessFlag());
    return new TableWalker(memory, tree);
  }
}
