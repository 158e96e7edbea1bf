// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation.table;

import org.earlymap.relocate.RelocationTable;

/** The types of RELA as this group tells them apart (ELF for the Arm 64-bit Architecture, 5.7). */
enum RelocationType {
  RELATIVE("R_AARCH64_RELATIVE"),
  NONE("R_AARCH64_NONE"),
  ABS64("R_AARCH64_ABS64"),
  GLOB_DAT("R_AARCH64_GLOB_DAT"),
  JUMP_SLOT("R_AARCH64_JUMP_SLOT"),
  OTHER("an entry of another type");

  private final String label;

  RelocationType(String label) {
    this.label = label;
  }

  static RelocationType of(int number) {
    return switch (number) {
      case RelocationTable.R_AARCH64_RELATIVE -> RELATIVE;
      case 0, 256 -> NONE;
      case 257 -> ABS64;
      case 1025 -> GLOB_DAT;
      case 1026 -> JUMP_SLOT;
      default -> OTHER;
    };
  }

  /** The name in messages. */
  String label() {
    return label;
  }

  /** Whether an entry stores the address of its symbol. */
  boolean isSymbolic() {
    return this == ABS64 || this == GLOB_DAT || this == JUMP_SLOT;
  }
}
