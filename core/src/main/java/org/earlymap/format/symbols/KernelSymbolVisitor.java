// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.symbols;

/** Receives the symbols of a table one by one. */
@FunctionalInterface
public interface KernelSymbolVisitor {
  /**
   * One symbol whose name may be wanted.
   *
   * @param name its name
   * @param type nm's letter, upper case for a global symbol
   * @param address its address, or its distance from the table's base
   * @param size the bytes before the next symbol, 0 where that is not known
   */
  void symbol(String name, char type, long address, long size);
}
