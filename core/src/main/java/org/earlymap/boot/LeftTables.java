// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot;

import java.util.ArrayList;
import java.util.List;
import org.earlymap.Range;
import org.earlymap.arch.Granule;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.boot.stage.TableImage;
import org.earlymap.memory.PhysicalMemory;

/** The tables that a kernel's own code left, put in the place of the model's. */
final class LeftTables {
  private LeftTables() {}

  /** Puts the pages of {@code left} into {@code memory}, over what is there. */
  static void copy(BootSnapshot left, PhysicalMemory memory, Granule granule) {
    for (TableImage image : left.images()) {
      for (long pa = image.pa(); pa < image.pa() + image.size(); pa += granule.bytes()) {
        if (!memory.contains(pa, granule.bytes())) {
          memory.addPages(pa, granule.bytes());
        }
        for (long at = pa; at < pa + granule.bytes(); at += Long.BYTES) {
          memory.writeLong(at, left.memory().readLong(at));
        }
      }
    }
  }

  /** The pages that a stage has taken, which neither the model had before nor the code has. */
  static List<TableImage> taken(
      PhysicalMemory memory, List<Range> before, BootSnapshot left, Granule granule) {
    List<TableImage> taken = new ArrayList<>();
    for (Range range : memory.pageRanges()) {
      for (long pa = range.start(); pa < range.end(); pa += granule.bytes()) {
        long page = pa;
        boolean known =
            before.stream().anyMatch(old -> page >= old.start() && page < old.end())
                || left.images().stream()
                    .anyMatch(old -> page >= old.pa() && page < old.pa() + old.size());
        if (!known) {
          taken.add(new TableImage("memblock", pa, granule.bytes(), 1));
        }
      }
    }
    return taken;
  }
}
