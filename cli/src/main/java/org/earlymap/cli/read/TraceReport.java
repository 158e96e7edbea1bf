// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earlymap.build.BuildManifest;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.run.trace.TableWrites;
import org.earlymap.run.trace.Write;
import org.earlymap.table.WalkStep;

/** What {@code trace} says of a build: its tables, and the histories of their entries. */
record TraceReport(PhysicalMemory memory, BuildManifest manifest, TableWrites writes) {

  /**
   * An entry and how it came to be.
   *
   * @param step where a walk met it; empty where none did
   * @param pa its physical address
   * @param descriptor what it is now
   * @param count how often it was written
   * @param kept the last of its writes, the oldest first
   */
  record Entry(Optional<WalkStep> step, long pa, long descriptor, int count, List<Write> kept) {
    /** The last write. */
    Optional<Write> last() {
      return kept.isEmpty() ? Optional.empty() : Optional.of(kept.get(kept.size() - 1));
    }
  }

  /**
   * A page of a build.
   *
   * @param pa its physical address
   * @param image the piece that it belongs to
   * @param valid how many of its entries are not zero
   * @param writes how often its entries were written, together
   * @param last the last write of any entry
   */
  record Table(long pa, String image, int valid, long writes, Optional<Write> last) {}

  Entry entry(WalkStep step) {
    Entry plain = entry(step.entryPa());
    return new Entry(Optional.of(step), plain.pa, plain.descriptor, plain.count, plain.kept);
  }

  Entry entry(long pa) {
    return new Entry(
        Optional.empty(), pa, memory.readLong(pa), writes.count(pa), writes.writes(pa));
  }

  /** All entries from {@code pa} to the end of its page. */
  List<Entry> table(long pa) {
    List<Entry> entries = new ArrayList<>();
    long page = manifest.boot().granule().bytes();
    for (long at = pa; at < (pa & -page) + page; at += Long.BYTES) {
      entries.add(entry(at));
    }
    return entries;
  }

  /** The pages in use: those that hold something, or were written. */
  List<Table> tables() {
    List<Table> tables = new ArrayList<>();
    long page = manifest.boot().granule().bytes();
    for (BuildManifest.Image image : manifest.images()) {
      for (long pa = image.pa(); pa < image.pa() + image.size(); pa += page) {
        Table table = table(image.name(), pa, page);
        if (table.valid > 0 || table.writes > 0) {
          tables.add(table);
        }
      }
    }
    return tables;
  }

  private Table table(String image, long pa, long page) {
    int valid = 0;
    long all = 0;
    long last = pa;
    for (long at = pa; at < pa + page; at += Long.BYTES) {
      valid += memory.readLong(at) == 0 ? 0 : 1;
      all += writes.count(at);
      last = writes.lastInstruction(at) > writes.lastInstruction(last) ? at : last;
    }
    return new Table(pa, image, valid, all, writes.last(last));
  }
}
