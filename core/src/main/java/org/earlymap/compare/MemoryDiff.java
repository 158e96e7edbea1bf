// SPDX-License-Identifier: Apache-2.0
package org.earlymap.compare;

import java.util.OptionalLong;
import java.util.function.Consumer;
import org.earlymap.Range;
import org.earlymap.memory.PhysicalMemory;

/** Compares the table memory of two builds, descriptor by descriptor. */
public final class MemoryDiff {
  /** So much is compared at once before single descriptors are. */
  private static final int CHUNK = 1 << 16;

  private MemoryDiff() {}

  /**
   * Hands {@code changes} every descriptor that is not the same, in the order of addresses: first
   * the first side's memory, then what only the second side has.
   */
  public static void of(
      PhysicalMemory before, PhysicalMemory after, Consumer<DescriptorChange> changes) {
    for (Range range : before.ranges()) {
      for (long at = 0; at < range.size(); at += CHUNK) {
        int size = (int) Math.min(CHUNK, range.size() - at);
        if (!alike(before, after, range.start() + at, size)) {
          compare(before, after, range.start() + at, size, changes);
        }
      }
    }
    for (Range range : after.ranges()) {
      for (long at = 0; at + Long.BYTES <= range.size(); at += Long.BYTES) {
        long pa = range.start() + at;
        if (!before.contains(pa, Long.BYTES)) {
          changes.accept(
              new DescriptorChange(pa, OptionalLong.empty(), OptionalLong.of(after.readLong(pa))));
        }
      }
    }
  }

  private static boolean alike(PhysicalMemory before, PhysicalMemory after, long pa, int size) {
    return before.order() == after.order()
        && after.contains(pa, size)
        && before.view(pa, size).equals(after.view(pa, size));
  }

  private static void compare(
      PhysicalMemory before,
      PhysicalMemory after,
      long start,
      int size,
      Consumer<DescriptorChange> changes) {
    for (long pa = start; pa + Long.BYTES <= start + size; pa += Long.BYTES) {
      OptionalLong old = OptionalLong.of(before.readLong(pa));
      OptionalLong young = read(after, pa);
      if (!old.equals(young)) {
        changes.accept(new DescriptorChange(pa, old, young));
      }
    }
  }

  private static OptionalLong read(PhysicalMemory memory, long pa) {
    return memory.contains(pa, Long.BYTES)
        ? OptionalLong.of(memory.readLong(pa))
        : OptionalLong.empty();
  }
}
