// SPDX-License-Identifier: Apache-2.0
package org.earlymap.run.stop;

import java.util.List;
import java.util.Optional;
import org.earlymap.table.Translation;

/**
 * An exception that a kernel dies of.
 *
 * @param text what the kernel calls it, as {@code Oops} or {@code Oops - BUG}; empty where it had
 *     no vectors yet
 * @param syndrome ESR
 * @param address FAR, where the exception has one
 * @param translation that address in the tables as they were; empty where the exception has none or
 *     the MMU was off
 * @param callers where it happened, and who called whom, the innermost first
 * @param instruction how many instructions had been executed by then
 */
public record KernelDeath(
    String text,
    Syndrome syndrome,
    Optional<Long> address,
    Optional<Translation> translation,
    List<String> callers,
    long instruction) {
  /** Copies the list. */
  public KernelDeath {
    callers = List.copyOf(callers);
  }
}
