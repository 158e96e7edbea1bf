// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.elf;

/** Receives the symbols of a table one by one, without an object for each. */
@FunctionalInterface
public interface SymbolVisitor {
  /** The section index of an absolute symbol. */
  int SHN_ABS = 0xfff1;

  /**
   * One symbol whose name was wanted.
   *
   * @param name its name
   * @param value its address
   * @param size its bytes, 0 where unknown
   * @param global whether its binding is global or weak
   * @param section the index of its section, extended indices resolved, or {@link #SHN_ABS}
   */
  void symbol(String name, long value, long size, boolean global, int section);
}
