// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

/** What can be wrong with tables. */
public enum FindingKind {
  TABLE_OUTSIDE_MEMORY("the table is outside the memory that was given"),
  TABLE_BEYOND_OUTPUT_SIZE("the table's address is beyond the output size"),
  CYCLE("the entry points back to a table that leads to it"),
  TABLE_AT_TWO_LEVELS("the table is also used at another lookup level"),
  TOO_MUCH_SHARING("the table was visited too often by now and is left out here"),
  BLOCK_NOT_ALLOWED("a block at a level that allows none; it does not translate"),
  RESERVED_PAGE("bits 1:0 are 01 at level 3, which is reserved; it does not translate"),
  RESERVED_BITS("address bits that must be zero are set"),
  RESERVED_SHAREABILITY("the shareability field is 01, which is reserved"),
  RESERVED_MEMORY_TYPE("the memory attribute in MAIR is reserved"),
  CONTIGUOUS_NOT_ALLOWED("the contiguous bit at a level that has no contiguous runs"),
  CONTIGUOUS_BROKEN("the contiguous run is incomplete, misaligned or of unequal entries"),
  OUTPUT_BEYOND_SIZE("the output address is beyond the output size");

  private final String description;

  FindingKind(String description) {
    this.description = description;
  }

  /** What is wrong, in a few words. */
  public String description() {
    return description;
  }

  /**
   * Whether what lies beneath the entry was not read, so that nothing can be said of it. A root
   * that is not there hides everything.
   */
  public boolean hides() {
    return switch (this) {
      case TABLE_OUTSIDE_MEMORY, TABLE_BEYOND_OUTPUT_SIZE, CYCLE, TOO_MUCH_SHARING -> true;
      default -> false;
    };
  }

  /** Whether the CPU takes a fault where the entry stands. */
  public boolean faults() {
    return switch (this) {
      case TABLE_OUTSIDE_MEMORY,
          TABLE_BEYOND_OUTPUT_SIZE,
          BLOCK_NOT_ALLOWED,
          RESERVED_PAGE,
          OUTPUT_BEYOND_SIZE ->
          true;
      default -> false;
    };
  }
}
