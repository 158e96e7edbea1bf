// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

import java.util.Locale;
import org.earlymap.Hex;
import org.earlymap.arch.Descriptor;

/**
 * A run of equal leaves: a range of virtual addresses that is mapped at one level, with one set of
 * attributes, to output addresses that grow with it or stay the same.
 *
 * @param va the first virtual address
 * @param size the bytes that it spans
 * @param pa the output address of the first leaf
 * @param repeated whether every leaf maps to {@code pa} itself (a shared page), and not each to the
 *     bytes after the one before
 * @param level the lookup level of the leaves
 * @param descriptor the first leaf
 * @param hierarchical what the tables above forbid, as {@link
 *     org.earlymap.arch.Permissions#hierarchical}
 */
public record Mapping(
    long va, long size, long pa, boolean repeated, int level, long descriptor, int hierarchical) {

  /** A run as a {@link TableVisitor} gets it. */
  static Mapping of(
      TranslationContext context,
      long va,
      int level,
      long pa,
      long step,
      long count,
      long descriptor,
      int hierarchical) {
    long size = count << context.regime().granule().levelShift(level);
    return new Mapping(va, size, pa, step == 0 && count > 1, level, descriptor, hierarchical);
  }

  /** {@code length} bytes of it from {@code offset} on. */
  public Mapping part(long offset, long length) {
    return new Mapping(
        va + offset,
        length,
        repeated ? pa : pa + offset,
        repeated,
        level,
        descriptor,
        hierarchical);
  }

  /** The virtual address after the last; 0 at the top of the space. */
  public long endVa() {
    return va + size;
  }

  /** The index into MAIR. */
  public int attrIndex() {
    return Descriptor.attrIndex(descriptor);
  }

  /** Whether {@code bits} are set in the leaves. */
  public boolean has(long bits) {
    return (descriptor & bits) == bits;
  }

  /** One line: the addresses, where they lead, and the descriptor that says so. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s..%s -> %s%s, level %d, %s",
        Hex.of(va),
        Hex.of(va + size),
        Hex.of(pa),
        repeated ? " again and again" : "",
        level,
        Hex.of(descriptor));
  }
}
