// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.fdt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Range;

/** The walk over a device tree that fills a {@link BoardDescription}. */
final class BoardScan {
  private final FlattenedDeviceTree tree;
  private final FdtCells cells;
  private final List<Range> banks = new ArrayList<>();
  private final List<FdtReservation> reservations = new ArrayList<>();
  private final List<FdtDynamicReservation> dynamicReservations = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();

  BoardScan(FlattenedDeviceTree tree) {
    this.tree = tree;
    this.cells = FdtCells.ofRoot(tree.root());
  }

  BoardDescription description() {
    Optional<FdtNode> chosen = tree.root().child("chosen");
    scanMemory();
    Optional<Range> usable = capMemory(chosen);
    Optional<Range> elfCoreHeader = range(chosen, "linux,elfcorehdr");
    if (elfCoreHeader.isPresent()) {
      reservations.add(new FdtReservation("linux,elfcorehdr", elfCoreHeader.get(), false));
    }
    scanReservedMemory();
    return new BoardDescription(
        tree.totalSize(),
        banks,
        reservations,
        dynamicReservations,
        tree.reservations(),
        bootArgs(chosen),
        kaslrSeed(chosen),
        initrd(chosen),
        usable,
        elfCoreHeader,
        new StdoutPath(tree).address(),
        remarks);
  }

  /** {@code early_init_dt_scan_memory}: only nodes right below the root. */
  private void scanMemory() {
    for (FdtNode node : tree.root().children()) {
      Optional<FdtProperty> type = node.property("device_type");
      if (type.isEmpty() || !type.get().text().equals("memory")) {
        continue;
      }
      if (!node.isAvailable()) {
        remarks.add("/" + node.name() + " is not available");
        continue;
      }
      Optional<FdtProperty> reg = node.property("linux,usable-memory");
      if (reg.isEmpty()) {
        reg = node.property("reg");
      }
      if (reg.isEmpty()) {
        remarks.add("/" + node.name() + " has no reg property");
        continue;
      }
      if (reg.get().length() % cells.bytes() != 0) {
        remarks.add("/" + node.name() + ": the last address and size are not complete");
      }
      banks.addAll(cells.ranges(reg.get()));
    }
    sortBanks();
  }

  /** {@code early_init_dt_check_for_usable_mem_range}: the first caps, the others are added. */
  private Optional<Range> capMemory(Optional<FdtNode> chosen) {
    Optional<FdtProperty> property = property(chosen, "linux,usable-memory-range");
    if (property.isEmpty()) {
      return Optional.empty();
    }
    List<Range> usable = cells.ranges(property.get());
    if (usable.isEmpty()) {
      remarks.add("/chosen/linux,usable-memory-range is passed over: it spans nothing");
      return Optional.empty();
    }
    Range cap = usable.get(0);
    List<Range> whole = List.copyOf(banks);
    banks.clear();
    for (Range bank : whole) {
      long start = Long.compareUnsigned(bank.start(), cap.start()) < 0 ? cap.start() : bank.start();
      long last =
          Long.compareUnsigned(bank.end() - 1, cap.end() - 1) > 0 ? cap.end() - 1 : bank.end() - 1;
      if (Long.compareUnsigned(start, last) <= 0) {
        banks.add(new Range(start, last + 1));
      }
    }
    banks.addAll(usable.subList(1, usable.size()));
    sortBanks();
    return Optional.of(cap);
  }

  private void sortBanks() {
    banks.sort(Comparator.comparingLong(bank -> bank.start() ^ Long.MIN_VALUE));
  }

  /** {@code fdt_scan_reserved_mem}. */
  private void scanReservedMemory() {
    Optional<FdtNode> parent = tree.root().child("reserved-memory");
    if (parent.isEmpty()) {
      return;
    }
    if (!cells.areThoseOf(parent.get()) || parent.get().property("ranges").isEmpty()) {
      remarks.add(
          "/reserved-memory is passed over: it needs the root's #address-cells and #size-cells,"
              + " and ranges");
      return;
    }
    for (FdtNode node : parent.get().children()) {
      if (node.isAvailable()) {
        scanReserved(node);
      }
    }
  }

  private void scanReserved(FdtNode node) {
    boolean noMap = node.property("no-map").isPresent();
    Optional<FdtProperty> reg = node.property("reg");
    if (reg.isPresent()) {
      if (reg.get().length() % cells.bytes() != 0) {
        remarks.add("/reserved-memory/" + node.name() + " is passed over: its reg is not complete");
        return;
      }
      for (Range range : cells.ranges(reg.get())) {
        reservations.add(new FdtReservation(node.name(), range, noMap));
      }
      return;
    }
    Optional<FdtProperty> size = node.property("size");
    if (size.isEmpty()) {
      return;
    }
    OptionalLong bytes = size.get().number();
    if (bytes.isEmpty() || size.get().length() != 4 * cells.size()) {
      remarks.add("/reserved-memory/" + node.name() + " is passed over: its size is not a number");
      return;
    }
    Optional<FdtProperty> alignment = node.property("alignment");
    Optional<FdtProperty> where = node.property("alloc-ranges");
    if ((alignment.isPresent() && alignment.get().length() != 4 * cells.address())
        || (where.isPresent() && where.get().length() % cells.bytes() != 0)) {
      remarks.add(
          "/reserved-memory/"
              + node.name()
              + " is passed over: its alignment or its alloc-ranges are not complete");
      return;
    }
    boolean pool = node.isCompatible("shared-dma-pool");
    dynamicReservations.add(
        new FdtDynamicReservation(
            node.name(),
            bytes.getAsLong(),
            alignment.isPresent() ? alignment.get().number().orElse(0) : 0,
            where.map(cells::ranges).orElse(List.of()),
            pool && node.property("reusable").isPresent(),
            noMap));
  }

  private String bootArgs(Optional<FdtNode> chosen) {
    Optional<FdtProperty> property = property(chosen, "bootargs");
    if (property.isEmpty()) {
      return "";
    }
    String text = property.get().text();
    if (text.indexOf('\ufffd') >= 0) {
      remarks.add("/chosen/bootargs is not UTF-8; the bytes that are not count as U+FFFD here");
    }
    return text;
  }

  /** {@code get_kaslr_seed}. */
  private OptionalLong kaslrSeed(Optional<FdtNode> chosen) {
    Optional<FdtProperty> property = property(chosen, "kaslr-seed");
    if (property.isEmpty()) {
      return OptionalLong.empty();
    }
    if (property.get().length() != 8) {
      remarks.add(
          "/chosen/kaslr-seed is passed over: it has "
              + property.get().length()
              + " bytes, and the kernel expects 8");
      return OptionalLong.empty();
    }
    return property.get().number();
  }

  /** {@code early_init_dt_check_for_initrd}. */
  private Optional<Range> initrd(Optional<FdtNode> chosen) {
    Optional<FdtProperty> start = property(chosen, "linux,initrd-start");
    Optional<FdtProperty> end = property(chosen, "linux,initrd-end");
    if (start.isEmpty() || end.isEmpty()) {
      return Optional.empty();
    }
    OptionalLong first = start.get().number();
    OptionalLong last = end.get().number();
    if (first.isEmpty()
        || last.isEmpty()
        || Long.compareUnsigned(first.getAsLong(), last.getAsLong()) > 0) {
      remarks.add("/chosen/linux,initrd-start and -end are passed over: they span nothing");
      return Optional.empty();
    }
    return Optional.of(new Range(first.getAsLong(), last.getAsLong()));
  }

  private Optional<Range> range(Optional<FdtNode> chosen, String name) {
    Optional<FdtProperty> property = property(chosen, name);
    if (property.isEmpty()) {
      return Optional.empty();
    }
    List<Range> ranges = cells.ranges(property.get());
    if (ranges.isEmpty()) {
      remarks.add("/chosen/" + name + " is passed over: it spans nothing");
      return Optional.empty();
    }
    return Optional.of(ranges.get(0));
  }

  private static Optional<FdtProperty> property(Optional<FdtNode> chosen, String name) {
    return chosen.isEmpty() ? Optional.empty() : chosen.get().property(name);
  }
}
