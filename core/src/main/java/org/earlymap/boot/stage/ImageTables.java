// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.stage;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalLong;
import org.earlymap.Hex;
import org.earlymap.Range;
import org.earlymap.RangeSet;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.BootException;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.parts.KernelSymbols;
import org.earlymap.memory.PhysicalMemory;

/**
 * The memory of the image's static tables as the first stage finds it. The boot clears BSS and no
 * other table: an entry that the linker left in one is there until a stage writes over it.
 */
public final class ImageTables {
  private final BootEnvironment environment;
  private final PhysicalMemory memory;
  private final RangeSet taken = new RangeSet();
  private boolean hasLinkedEntries;

  public ImageTables(BootEnvironment environment, PhysicalMemory memory) {
    this.environment = environment;
    this.memory = memory;
  }

  /** Whether the linker left entries in any table, which a stage may take for those of its own. */
  public boolean hasLinkedEntries() {
    return hasLinkedEntries;
  }

  /** Where the tables are. */
  PhysicalMemory memory() {
    return memory;
  }

  /**
   * Adds the memory of tables.
   *
   * @param name the symbol at their start
   * @param pa their physical address
   * @param size their bytes, whole pages
   * @throws BootException where they do not lie in the image, or lie over others
   */
  void add(String name, long pa, long size) {
    if (size == 0) {
      return;
    }
    Range range = new Range(pa, pa + size);
    long imageSize = environment.image().end() - environment.image().loadAddress();
    long distance = pa - environment.image().loadAddress();
    if (Long.compareUnsigned(distance, imageSize) > 0
        || Long.compareUnsigned(size, imageSize - distance) > 0) {
      throw new BootException(text(name, range) + " does not lie in the kernel's image");
    }
    if (!taken.within(range).isEmpty()) {
      throw new BootException(
          text(name, range)
              + " lies over another table of the kernel, at "
              + text(taken.within(range).get(0)));
    }
    taken.add(range);
    byte[] linked = linked(distance, (int) size);
    for (byte b : linked) {
      hasLinkedEntries |= b != 0;
    }
    memory.add(pa, ByteBuffer.wrap(linked));
  }

  /** What the file holds from {@code distance} on behind {@code _text}, with BSS cleared. */
  private byte[] linked(long distance, int size) {
    KernelBuild kernel = environment.kernel();
    long address = kernel.symbols().require("_text") + distance;
    byte[] bytes = new byte[size];
    kernel.contents().copyTo(address, bytes);
    clearBss(kernel.symbols(), address, bytes);
    return bytes;
  }

  /** {@code early_map_kernel}: from {@code __bss_start} to {@code init_pg_end}. */
  private static void clearBss(KernelSymbols symbols, long address, byte[] bytes) {
    OptionalLong start = symbols.find("__bss_start");
    OptionalLong end = symbols.find("init_pg_end");
    if (start.isEmpty() || end.isEmpty()) {
      return;
    }
    new Range(start.getAsLong(), end.getAsLong())
        .intersection(new Range(address, address + bytes.length))
        .ifPresent(
            bss ->
                Arrays.fill(
                    bytes, (int) (bss.start() - address), (int) (bss.end() - address), (byte) 0));
  }

  private static String text(String name, Range range) {
    return name + " at physical address " + text(range);
  }

  private static String text(Range range) {
    return Hex.of(range.start()) + ".." + Hex.of(range.end());
  }
}
