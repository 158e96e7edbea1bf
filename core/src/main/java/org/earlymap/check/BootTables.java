// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import java.util.ArrayList;
import java.util.List;
import org.earlymap.arch.Permissions;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.table.Mapping;
import org.earlymap.table.TableRoot;
import org.earlymap.table.TableWalker;

/**
 * What the tables of one stage of a boot allow, beneath every root that there is.
 *
 * @param stage the stage
 * @param ranges what is mapped, root by root, in the order of virtual addresses
 */
public record BootTables(Stage stage, List<MappedRange> ranges) {
  /** Keeps a copy. */
  public BootTables {
    ranges = List.copyOf(ranges);
  }

  /** Walks the tables of {@code snapshot} as its CPU does. */
  static BootTables of(BootSnapshot snapshot) {
    List<MappedRange> ranges = new ArrayList<>();
    for (TableRoot root : snapshot.roots()) {
      TableWalker walker = snapshot.walker(root);
      Permissions permissions = walker.context().permissions();
      for (Mapping mapping : walker.mappings()) {
        int rights = permissions.rights(mapping.descriptor(), mapping.hierarchical());
        ranges.add(new MappedRange(root, mapping, rights));
      }
    }
    return new BootTables(snapshot.stage(), ranges);
  }
}
