// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel;

import java.util.OptionalLong;
import org.earlymap.config.Kasan;
import org.earlymap.config.KernelConfig;
import org.earlymap.kernel.parts.KernelSymbols;
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

  /**
   * Whether it makes a difference to a kernel if it has {@code trait}: without a header before the
   * text, or without tags in memory, code of either kind does the same.
   */
  public static boolean matters(Trait trait, KernelConfig config, KernelSymbols symbols) {
    return switch (trait) {
      case MAP_TEXT_HEAD, ALIAS_FROM_TEXT -> {
        OptionalLong text = symbols.find("_text");
        OptionalLong code = symbols.find("_stext");
        yield text.isPresent() && code.isPresent() && !text.equals(code);
      }
      case MTE_TCMA1 -> config.isSet("ARM64_MTE") && config.kasan() != Kasan.HW_TAGS;
      default -> true;
    };
  }

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
