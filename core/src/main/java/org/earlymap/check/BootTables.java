// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earlymap.arch.IndirectPermissions;
import org.earlymap.arch.Permissions;
import org.earlymap.boot.BootWalker;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.PermissionIndirection;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.boot.stage.TableRoot;
import org.earlymap.table.Mapping;
import org.earlymap.table.TableWalker;

/**
 * What the tables of one stage of a boot allow, beneath every root that there is.
 *
 * @param stage the stage
 * @param ranges what is mapped, root by root, in the order of virtual addresses
 */
public record BootTables(Stage stage, List<MappedRange> ranges) {
  private static final int DIRTY_STATE = 2;

  /** Keeps a copy. */
  public BootTables {
    ranges = List.copyOf(ranges);
  }

  /** Walks the tables of {@code snapshot} under the permission model of its CPU. */
  static BootTables of(BootEnvironment environment, BootSnapshot snapshot) {
    Optional<IndirectPermissions> indirect = PermissionIndirection.of(environment);
    boolean marks = marksDirty(environment, snapshot.stage());
    List<MappedRange> ranges = new ArrayList<>();
    for (TableRoot root : snapshot.roots()) {
      TableWalker walker = BootWalker.of(snapshot.memory(), snapshot.registers(), root, indirect);
      Permissions model = walker.tree().permissions();
      Permissions permissions = marks ? markingDirty(model) : model;
      for (Mapping mapping : walker.mappings()) {
        int rights = permissions.rights(mapping.descriptor(), mapping.limits());
        ranges.add(new MappedRange(root, mapping, rights));
      }
    }
    return new BootTables(snapshot.stage(), ranges);
  }

  /** {@code cpu_enable_hw_dbm}, which sets TCR_EL1.HD after the boot CPU's registers are known. */
  private static boolean marksDirty(BootEnvironment environment, Stage stage) {
    return stage.includes(Stage.RODATA_RO)
        && environment.kernel().config().isSet("ARM64_HW_AFDBM")
        && environment.decisions().features().hafdbs() >= DIRTY_STATE;
  }

  private static Permissions markingDirty(Permissions model) {
    return new Permissions(
        model.wxn(), model.hierarchical(), true, model.el0Denied(), model.indirect());
  }
}
