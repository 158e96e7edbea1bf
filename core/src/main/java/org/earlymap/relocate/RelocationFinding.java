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
    /** No fault: unaligned words can be changed, but only a RELA entry can hold an odd address. */
    ODD("has an odd address"),
    TWICE("is changed by more than one relocation");

    private final String text;

    Rule(String text) {
      this.text = text;
    }

    /** Whether no kernel should have it; {@link #ODD} merely costs room. */
    public boolean isFault() {
      return this != ODD;
    }

    /** What is said of the place. */
    public String text() {
      return text;
    }
  }
}
