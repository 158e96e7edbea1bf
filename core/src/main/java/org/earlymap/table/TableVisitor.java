// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

/**
 * What {@link TableWalker#walk} meets, in the order of virtual addresses. Nothing is boxed and no
 * object is made for a descriptor: a run of entries is one call.
 */
public interface TableVisitor {
  /**
   * A table, before what is in it. A table that several entries share comes as often as it is read.
   *
   * @param va the first virtual address that it translates
   * @param level its lookup level, -1 to 3
   * @param pa where it is
   * @param entries how many entries it has
   * @param descriptor the descriptor that points to it, 0 for the root
   */
  default void table(long va, int level, long pa, int entries, long descriptor) {}

  /**
   * Leaves that lie side by side, alike but for their output addresses.
   *
   * @param va the first virtual address
   * @param level the lookup level, -1 to 3
   * @param pa the output address of the first
   * @param step how much the output address grows with each: the size of a leaf, or 0
   * @param count how many there are
   * @param descriptor the first descriptor
   * @param hierarchical what the tables above forbid beyond what the leaf does, as {@link
   *     org.earlymap.arch.Permissions#effectiveHierarchical} has it
   */
  default void leaves(
      long va, int level, long pa, long step, long count, long descriptor, int hierarchical) {}

  /**
   * Entries side by side that do not translate: bit 0 is clear, or the encoding is reserved.
   *
   * @param descriptor the first; zero where all of them are empty
   * @param step how much the descriptor grows with each: the size of a leaf, or 0
   */
  default void invalid(long va, int level, long descriptor, long step, long count) {}

  /**
   * Equal entries side by side whose table was not visited: outside memory, beyond the output size,
   * a cycle.
   *
   * @param descriptor the table descriptor
   * @param count how many entries
   */
  default void unvisited(long va, int level, long descriptor, long count) {}

  /**
   * Something wrong. Of a run of entries that are wrong in the same way only the first is named.
   *
   * @param entryPa the physical address of the entry, or of the root table
   * @param descriptor the entry, or 0 for a root table
   */
  default void finding(FindingKind kind, long va, int level, long entryPa, long descriptor) {}
}
