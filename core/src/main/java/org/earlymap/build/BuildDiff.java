// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earlymap.compare.DescriptorChange;
import org.earlymap.compare.MappingChange;
import org.earlymap.compare.MappingDiff;
import org.earlymap.compare.MemoryDiff;
import org.earlymap.table.TableRoot;

/**
 * What two builds map differently.
 *
 * @param roots the differences beneath every root that both have, by its name
 * @param onlyBefore roots that only the first build has
 * @param onlyAfter roots that only the second build has
 * @param changedDescriptors how many descriptors differ, whatever they map
 * @param descriptors the descriptors that differ, where they were asked for
 */
public record BuildDiff(
    Map<String, List<MappingChange>> roots,
    List<String> onlyBefore,
    List<String> onlyAfter,
    long changedDescriptors,
    Optional<List<DescriptorChange>> descriptors) {

  /** Keeps the order of the roots. */
  public BuildDiff {
    roots = Collections.unmodifiableMap(roots);
    onlyBefore = List.copyOf(onlyBefore);
    onlyAfter = List.copyOf(onlyAfter);
  }

  /**
   * Compares two builds, root by root.
   *
   * @param bytes whether the descriptors that differ are kept too
   */
  public static BuildDiff of(Build before, Build after, boolean bytes) {
    Map<String, List<MappingChange>> roots = new LinkedHashMap<>();
    List<String> onlyBefore = new ArrayList<>();
    for (TableRoot root : before.manifest().roots()) {
      Optional<TableRoot> other = after.manifest().root(root.name());
      if (other.isPresent()) {
        roots.put(root.name(), MappingDiff.of(before.walker(root), after.walker(other.get())));
      } else {
        onlyBefore.add(root.name());
      }
    }
    List<String> onlyAfter = new ArrayList<>();
    for (TableRoot root : after.manifest().roots()) {
      if (before.manifest().root(root.name()).isEmpty()) {
        onlyAfter.add(root.name());
      }
    }
    List<DescriptorChange> changes = new ArrayList<>();
    long[] changed = {0};
    MemoryDiff.of(
        before.memory(),
        after.memory(),
        change -> {
          changed[0]++;
          if (bytes) {
            changes.add(change);
          }
        });
    Optional<List<DescriptorChange>> descriptors = bytes ? Optional.of(changes) : Optional.empty();
    return new BuildDiff(roots, onlyBefore, onlyAfter, changed[0], descriptors);
  }

  /** Whether the same is mapped, and the same descriptors are there where these were asked for. */
  public boolean isEmpty() {
    return onlyBefore.isEmpty()
        && onlyAfter.isEmpty()
        && roots.values().stream().allMatch(List::isEmpty)
        && descriptors.map(List::isEmpty).orElse(true);
  }
}
