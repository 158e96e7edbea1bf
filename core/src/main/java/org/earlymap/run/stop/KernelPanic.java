// SPDX-License-Identifier: Apache-2.0
package org.earlymap.run.stop;

import java.util.List;

/**
 * That a kernel gave up.
 *
 * @param pc the virtual address of {@code panic}
 * @param text why, in its own words
 * @param callers who called {@code panic}, the innermost first
 * @param instruction how many instructions had been executed by then
 */
public record KernelPanic(long pc, String text, List<String> callers, long instruction) {
  /** Copies the list. */
  public KernelPanic {
    callers = List.copyOf(callers);
  }
}
