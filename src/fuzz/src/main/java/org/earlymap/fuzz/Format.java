// SPDX-License-Identifier: Apache-2.0
package org.earlymap.fuzz;

/** What a file is, and so how it is spoilt. */
enum Format {
  ELF(false),
  IMAGE(false),
  /** An image whose tables start at 0x800. */
  KALLSYMS(false),
  PACKED(false),
  /** A file in another, which is not compressed. */
  WRAPPED(false),
  FDT(false),
  CORE(false),
  /** A core of compressed pages, as a stream that writes them anywhere. */
  FLATTENED(false),
  TABLES(false),
  CONFIG(true),
  SYSTEM_MAP(true),
  REGISTERS(true),
  SOURCE(true),
  YAML(true),
  JSON(true);

  private final boolean text;

  Format(boolean text) {
    this.text = text;
  }

  boolean isText() {
    return text;
  }
}
