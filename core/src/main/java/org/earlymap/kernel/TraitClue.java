// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel;

import org.earlymap.version.Trait;

/**
 * One trait that the kernel's own image shows to be on or off. What an image shows goes before what
 * its release would have: stable branches and distributions take changes back into old releases.
 *
 * @param trait the trait
 * @param on whether the kernel has it
 * @param kind what kind of thing shows it
 * @param source what shows it, in a few words
 */
public record TraitClue(Trait trait, boolean on, Kind kind, String source) {

  /** The kinds of evidence, the strongest first. */
  public enum Kind {
    /** What a run of the kernel's own code did. */
    RUN("run"),
    /** A constant or an address in a function's instructions. */
    INSTRUCTION("instruction"),
    /** A symbol, its place, its size, or the data that it names. */
    SYMBOL("symbol");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** The word for it in a report. */
    public String label() {
      return label;
    }
  }
}
