// SPDX-License-Identifier: Apache-2.0
package org.earlymap.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.earlymap.compare.RegionChange.Kind;
import org.earlymap.layout.AddressRegion;

/**
 * What differs between two address spaces. Regions are matched by name; of several with the same
 * name in the same region, the first with the first, and so on.
 *
 * @param regions the regions that differ, in the order of their addresses on the second side, or
 *     where that lacks them on the first
 * @param constants the constants that differ, by name
 */
public record LayoutDiff(List<RegionChange> regions, List<ConstantChange> constants) {
  /** Which region: its name, where it lies, and the how-manieth of that name there. */
  private record Key(String within, String name, int ordinal) {}

  /** Copies the lists. */
  public LayoutDiff {
    regions = List.copyOf(regions);
    constants = List.copyOf(constants);
  }

  /** Compares two layouts. */
  public static LayoutDiff of(NamedLayout before, NamedLayout after) {
    Map<Key, AddressRegion> old = keyed(before.regions());
    Map<Key, AddressRegion> young = keyed(after.regions());
    Set<Key> keys = new LinkedHashSet<>(old.keySet());
    keys.addAll(young.keySet());
    List<RegionChange> changes = new ArrayList<>();
    for (Key key : keys) {
      change(Optional.ofNullable(old.get(key)), Optional.ofNullable(young.get(key)))
          .ifPresent(changes::add);
    }
    changes.sort(
        Comparator.comparing((RegionChange change) -> lowest(change), Long::compareUnsigned)
            .thenComparing(change -> change.region().depth())
            .thenComparing(change -> highest(change), Long::compareUnsigned)
            .thenComparing(change -> change.region().name()));
    return new LayoutDiff(changes, constants(before.constants(), after.constants()));
  }

  /** Whether nothing differs. */
  public boolean isEmpty() {
    return regions.isEmpty() && constants.isEmpty();
  }

  /** The differences as seen from the other side. */
  public LayoutDiff mirrored() {
    return new LayoutDiff(
        regions.stream().map(RegionChange::mirrored).toList(),
        constants.stream()
            .map(
                change ->
                    new ConstantChange(
                        change.name(), /* before= */ change.after(), /* after= */ change.before()))
            .toList());
  }

  private static long lowest(RegionChange change) {
    long before = change.before().orElseGet(change::region).start();
    long after = change.region().start();
    return Long.compareUnsigned(before, after) < 0 ? before : after;
  }

  private static long highest(RegionChange change) {
    long before = change.before().orElseGet(change::region).end() - 1;
    long after = change.region().end() - 1;
    return Long.compareUnsigned(before, after) > 0 ? before : after;
  }

  private static Map<Key, AddressRegion> keyed(List<AddressRegion> regions) {
    Map<Key, AddressRegion> keyed = new LinkedHashMap<>();
    String within = "";
    for (AddressRegion region : regions) {
      if (region.depth() == 0) {
        within = region.name();
      }
      String scope = region.depth() == 0 ? "" : within;
      int ordinal = 0;
      while (keyed.containsKey(new Key(scope, region.name(), ordinal))) {
        ordinal++;
      }
      keyed.put(new Key(scope, region.name(), ordinal), region);
    }
    return keyed;
  }

  private static Optional<RegionChange> change(
      Optional<AddressRegion> before, Optional<AddressRegion> after) {
    if (before.isEmpty() || after.isEmpty()) {
      Kind kind = before.isEmpty() ? Kind.APPEARED : Kind.WENT;
      return Optional.of(new RegionChange(kind, before, after));
    }
    AddressRegion old = before.get();
    AddressRegion young = after.get();
    int size = Long.compareUnsigned(young.size(), old.size());
    boolean moved = old.start() != young.start();
    if (!moved && size == 0) {
      return old.note().equals(young.note())
          ? Optional.empty()
          : Optional.of(new RegionChange(Kind.CHANGED, before, after));
    }
    Kind kind;
    if (size == 0) {
      kind = Kind.MOVED;
    } else if (size > 0) {
      kind = moved ? Kind.MOVED_AND_GREW : Kind.GREW;
    } else {
      kind = moved ? Kind.MOVED_AND_SHRANK : Kind.SHRANK;
    }
    return Optional.of(new RegionChange(kind, before, after));
  }

  private static List<ConstantChange> constants(Map<String, Long> before, Map<String, Long> after) {
    Set<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    List<ConstantChange> changes = new ArrayList<>();
    for (String name : names) {
      OptionalLong old = value(before, name);
      OptionalLong young = value(after, name);
      if (!old.equals(young)) {
        changes.add(new ConstantChange(name, old, young));
      }
    }
    return changes;
  }

  private static OptionalLong value(Map<String, Long> constants, String name) {
    Long value = constants.get(name);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
