// SPDX-License-Identifier: Apache-2.0
package org.earlymap.relocate;

/**
 * A relocation that a kernel should not have.
 *
 * @param rule which rule it breaks
 * @param place the link address that it changes
 */
public record RelocationFinding(Rule rule, long place) {
  /** What relocations must obey. */
  public enum Rule {
    OUTSIDE("leaves the image"),
    UNMAPPED("lies in no segment that is mapped while the relocations run"),
    TABLES("lies in a page table"),
    MISALIGNED("is not a multiple of 8"),
    TWICE("is changed by more than one relocation");

    private final String text;

    Rule(String text) {
      this.text = text;
    }

    /** What is wrong with the place. */
    public String text() {
      return text;
    }
  }
}
