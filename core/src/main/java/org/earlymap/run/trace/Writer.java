// SPDX-License-Identifier: Apache-2.0
package org.earlymap.run.trace;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A place in a kernel's code that writes, and by which calls it was reached.
 *
 * @param frames the writing instruction first, then the addresses to return to, from the innermost
 *     call outwards: {@code set_pte+0x1c}, or a number where no symbol is known; never empty
 */
public record Writer(List<String> frames) {
  /** How many calls are shown beside the writer where there is one line for it. */
  private static final int SHOWN = 8;

  /** Copies the list. */
  public Writer {
    frames = List.copyOf(frames);
    if (frames.isEmpty()) {
      throw new IllegalArgumentException("a writer has a place");
    }
  }

  /** {@code alloc_init_cont_pte+0x1c ← __create_pgd_mapping ← map_mem}, the innermost calls. */
  public String describe() {
    String callers =
        frames.stream()
            .skip(1)
            .limit(SHOWN)
            .map(Writer::function)
            .map(name -> " \u2190 " + name)
            .collect(Collectors.joining());
    return frames.get(0) + callers + (frames.size() > SHOWN + 1 ? " \u2190 \u2026" : "");
  }

  /** A frame without the distance from its function's start. */
  private static String function(String frame) {
    int plus = frame.lastIndexOf('+');
    return plus < 0 ? frame : frame.substring(0, plus);
  }
}
