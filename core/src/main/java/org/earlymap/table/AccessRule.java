// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

/** What a kernel's mappings should never be. */
public enum AccessRule {
  WRITABLE_AND_EXECUTABLE("EL1 may write and execute it"),
  WRITABLE_AND_EXECUTABLE_BY_EL0("EL0 may write and execute it"),
  EXECUTABLE_OUTSIDE_TEXT("EL1 may execute it, and it is not text"),
  USER_ACCESS("EL0 may read or write it, in the kernel's half"),
  EXECUTABLE_DEVICE("device memory that may be executed"),
  WRITABLE_ALIAS("EL1 may write it here, and execute the same memory elsewhere");

  private final String description;

  AccessRule(String description) {
    this.description = description;
  }

  /** What is wrong, in a few words. */
  public String description() {
    return description;
  }

  /** The rule's name on the command line and in machine output, such as {@code writable-alias}. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
