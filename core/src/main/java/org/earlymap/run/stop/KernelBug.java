// SPDX-License-Identifier: Apache-2.0
package org.earlymap.run.stop;

import java.util.List;
import java.util.Optional;

/**
 * A BUG or a WARN that a kernel met.
 *
 * @param kind which of them
 * @param source file and line, as {@code mm/memblock.c:1234}; empty where the kernel was built
 *     without CONFIG_DEBUG_BUGVERBOSE or its symbols do not name its table of bugs
 * @param callers where it is, and who called whom, the innermost first
 * @param instruction how many instructions had been executed by then
 */
public record KernelBug(
    Kind kind, Optional<String> source, List<String> callers, long instruction) {
  /** What the kernel's table of bugs calls it. */
  public enum Kind {
    BUG("BUG"),
    /** The kernel goes on after it. */
    WARN("WARN"),
    /** The kernel's symbols do not name its table. */
    UNKNOWN("BUG or WARN");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** Its name, in a sentence. */
    public String label() {
      return label;
    }
  }

  /** Copies the list. */
  public KernelBug {
    callers = List.copyOf(callers);
  }

  /** {@code WARN at mm/memblock.c:1234, memblock_add_range+0x1c}. */
  public String describe() {
    return kind.label() + " at " + source.map(place -> place + ", ").orElse("") + callers.get(0);
  }
}
