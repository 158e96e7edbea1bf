// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.fdt;

import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The device that {@code /chosen/stdout-path} names, as an early console finds it ({@code
 * early_init_dt_scan_chosen_stdout}, {@code fdt_translate_address}).
 */
final class StdoutPath {
  private final FlattenedDeviceTree tree;

  StdoutPath(FlattenedDeviceTree tree) {
    this.tree = tree;
  }

  /** The physical address of its registers; empty where there is no such device, or it has none. */
  OptionalLong address() {
    Optional<FdtNode> chosen = tree.root().child("chosen");
    if (chosen.isEmpty()) {
      return OptionalLong.empty();
    }
    Optional<FdtProperty> property =
        chosen.get().property("stdout-path").or(() -> chosen.get().property("linux,stdout-path"));
    return property.isEmpty() ? OptionalLong.empty() : address(property.get().text());
  }

  private OptionalLong address(String text) {
    int colon = text.indexOf(':');
    List<FdtNode> path = path(colon < 0 ? text : text.substring(0, colon));
    if (path.size() < 2) {
      return OptionalLong.empty();
    }
    FdtNode device = path.get(path.size() - 1);
    Optional<FdtCells> cells = FdtCells.below(path.get(path.size() - 2));
    Optional<FdtProperty> reg = device.property("reg");
    if (cells.isEmpty() || reg.isEmpty() || reg.get().length() < cells.get().bytes()) {
      return OptionalLong.empty();
    }
    OptionalLong at = OptionalLong.of(reg.get().cells(0, cells.get().address()));
    for (int i = path.size() - 2; i > 0 && at.isPresent(); i--) {
      at = translate(at.getAsLong(), path.get(i), path.get(i - 1));
    }
    Optional<FdtProperty> offset = device.property("reg-offset");
    boolean moved = at.isPresent() && offset.isPresent() && offset.get().length() >= 4;
    return moved ? OptionalLong.of(at.getAsLong() + offset.get().cells(0, 1)) : at;
  }

  /** An address below {@code bus} as its parent sees it: {@code ranges}, which is there. */
  private static OptionalLong translate(long address, FdtNode bus, FdtNode parent) {
    Optional<FdtProperty> ranges = bus.property("ranges");
    Optional<FdtCells> below = FdtCells.below(bus);
    Optional<FdtCells> above = FdtCells.below(parent);
    if (ranges.isEmpty() || below.isEmpty() || above.isEmpty()) {
      return OptionalLong.empty();
    }
    if (ranges.get().length() == 0) {
      return OptionalLong.of(address);
    }
    FdtCells child = below.get();
    int parentCells = above.get().address();
    int step = child.address() + parentCells + child.size();
    for (int cell = 0; 4 * (cell + step) <= ranges.get().length(); cell += step) {
      long start = ranges.get().cells(cell, child.address());
      long target = ranges.get().cells(cell + child.address(), parentCells);
      long size = ranges.get().cells(cell + child.address() + parentCells, child.size());
      if (Long.compareUnsigned(address - start, size) < 0) {
        return OptionalLong.of(target + (address - start));
      }
    }
    return OptionalLong.empty();
  }

  /** The nodes from the root to that of {@code text}, which may start with an alias. */
  private List<FdtNode> path(String text) {
    String whole = text;
    if (!text.startsWith("/")) {
      int slash = text.indexOf('/');
      String alias = slash < 0 ? text : text.substring(0, slash);
      Optional<FdtProperty> target =
          tree.root().child("aliases").flatMap(aliases -> aliases.property(alias));
      if (target.isEmpty()) {
        return List.of();
      }
      whole = target.get().text() + (slash < 0 ? "" : text.substring(slash));
    }
    List<FdtNode> nodes = new ArrayList<>(List.of(tree.root()));
    for (String name : Splitter.on('/').omitEmptyStrings().split(whole)) {
      Optional<FdtNode> child = nodes.get(nodes.size() - 1).child(name);
      if (child.isEmpty()) {
        return List.of();
      }
      nodes.add(child.get());
    }
    return nodes;
  }
}
