// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.picture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.earlymap.Range;
import org.earlymap.build.BuildManifest;
import org.earlymap.layout.AddressRegion;
import org.earlymap.machine.Reservation;

/** Physical memory: the banks, and what lies in them as the build's manifest says it. */
final class MemoryParts {
  private static final int MOST = 400;
  private static final long NEAR = 64L << 20;

  private static final Comparator<Part> BY_ADDRESS =
      Comparator.comparing(Part::start, Long::compareUnsigned)
          .thenComparing(part -> part.size(), (a, b) -> Long.compareUnsigned(b, a));

  private final List<Part> banks = new ArrayList<>();
  private final List<Part> contents = new ArrayList<>();

  private MemoryParts() {}

  static List<Part> of(BuildManifest manifest) {
    MemoryParts memory = new MemoryParts();
    memory.addImage(manifest);
    for (BuildManifest.Image image : manifest.images()) {
      String note = image.file() + ", table pages in use: " + image.tablePagesUsed();
      memory.add(image.name(), "m-tables", image.pa(), image.pa() + image.size(), note);
    }
    manifest.machine().ifPresent(memory::addMachine);
    return memory.parts();
  }

  private void addImage(BuildManifest manifest) {
    List<AddressRegion> image = SpaceParts.image(manifest.regions());
    if (image.isEmpty()) {
      return;
    }
    long load = manifest.boot().loadAddress();
    long first = image.get(0).start();
    add("kernel image", "m-kernel", load, image.get(image.size() - 1).end() - first + load, "");
    for (AddressRegion part : image) {
      add(part.name(), "m-kernel", part.start() - first + load, part.end() - first + load, "");
    }
  }

  private void addMachine(BuildManifest.Given machine) {
    for (Range bank : machine.memory()) {
      if (bank.start() != bank.end() && banks.size() < MOST) {
        banks.add(Part.band("memory", "m-bank", bank.start(), bank.end()));
      }
    }
    add("device tree", "m-fdt", machine.fdtAddress(), machine.fdtAddress() + machine.fdtSize(), "");
    machine.initrd().ifPresent(range -> add("initrd", "m-initrd", range.start(), range.end(), ""));
    for (Reservation reservation : machine.reservations()) {
      if (reservation instanceof Reservation.Fixed fixed) {
        String name = fixed.noMap() ? "reserved, not mapped" : "reserved";
        add(name, "m-reserved", fixed.range().start(), fixed.range().end(), "");
      }
    }
  }

  private void add(String name, String style, long start, long end, String note) {
    if (Long.compareUnsigned(start, end) < 0 && contents.size() < MOST) {
      contents.add(new Part(name, style, 1, start, end, note, "", false));
    }
  }

  /** In address order, each as deep as it lies in others. */
  private List<Part> parts() {
    contents.sort(BY_ADDRESS);
    for (Part each : contents) {
      if (banks.stream().noneMatch(bank -> bank.holds(each))) {
        outside(each);
      }
    }
    banks.sort(BY_ADDRESS);
    List<Part> all = new ArrayList<>();
    for (Part bank : banks) {
      all.add(bank);
      Deque<Part> around = new ArrayDeque<>();
      for (Part each : contents) {
        if (!bank.holds(each)) {
          continue;
        }
        while (!around.isEmpty() && !around.peek().holds(each)) {
          around.pop();
        }
        all.add(each.at(Math.min(around.size(), 4) + 1));
        around.push(each);
      }
    }
    return all;
  }

  /** What lies in no bank gets a band of its own, with what is near it. */
  private void outside(Part each) {
    Part last = banks.isEmpty() ? each : banks.get(banks.size() - 1);
    boolean joins =
        !banks.isEmpty()
            && last.style().equals("m-elsewhere")
            && Long.compareUnsigned(each.start() - last.end(), NEAR) <= 0;
    if (joins) {
      long end = Long.compareUnsigned(last.end(), each.end()) < 0 ? each.end() : last.end();
      banks.set(banks.size() - 1, Part.band("elsewhere", "m-elsewhere", last.start(), end));
    } else {
      banks.add(Part.band("elsewhere", "m-elsewhere", each.start(), each.end()));
    }
  }
}
