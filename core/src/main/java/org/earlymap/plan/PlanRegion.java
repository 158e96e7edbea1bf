// SPDX-License-Identifier: Apache-2.0
package org.earlymap.plan;

import java.util.Locale;
import org.earlymap.Hex;
import org.earlymap.Range;

/**
 * Memory that a plan maps.
 *
 * @param name what messages call it, such as {@code .text}
 * @param va its first virtual address, of stage 2 the intermediate physical one
 * @param pa its first physical address
 * @param size its bytes
 * @param attributes how it is mapped
 * @param program whether it is a piece of a program, which may end inside a page; other regions are
 *     whole pages
 */
public record PlanRegion(
    String name, long va, long pa, long size, Attributes attributes, boolean program) {

  /**
   * How memory is mapped.
   *
   * @param rights who may do what, as {@link org.earlymap.arch.Rights} has it
   * @param memory the memory type
   * @param global whether translations belong to every ASID
   * @param guarded whether branches into it need BTI (GP)
   * @param nonSecure EL3 only: whether the physical address is a non-secure one (NS)
   */
  public record Attributes(
      int rights, RegionMemory memory, boolean global, boolean guarded, boolean nonSecure) {
    /** Global, not guarded, of the secure world where there is a choice. */
    public static Attributes of(int rights, RegionMemory memory) {
      return new Attributes(rights, memory, true, false, false);
    }

    /** The same with other rights. */
    public Attributes withRights(int other) {
      return new Attributes(other, memory, global, guarded, nonSecure);
    }
  }

  /**
   * Checks that it does not wrap.
   *
   * @throws PlanException where it is empty or reaches beyond the top of an address space
   */
  public PlanRegion {
    boolean wraps =
        Long.compareUnsigned(va + size - 1, va) < 0 || Long.compareUnsigned(pa + size - 1, pa) < 0;
    if (size == 0 || wraps) {
      throw new PlanException(
          String.format(
              Locale.ROOT,
              "%s: found 0x%x bytes at %s, expected at least one and an end below 2^64",
              name,
              size,
              Hex.of(va)));
    }
  }

  /** Its virtual addresses. */
  public Range addresses() {
    return new Range(va, va + size);
  }
}
