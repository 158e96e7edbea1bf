// SPDX-License-Identifier: Apache-2.0
package org.earlymap.run.trace;

import org.earlymap.Sizes;

/**
 * One write to a descriptor.
 *
 * @param writer the code that wrote
 * @param instruction the number of the writing instruction, counted from 1 at the kernel's entry
 * @param before the descriptor before it
 * @param after the descriptor after it
 */
public record Write(Writer writer, long instruction, long before, long after) {

  /** {@code set_pte+0x1c ← map_mem ← paging_init, instruction 24,104,332}. */
  public String describe() {
    return writer.describe() + ", instruction " + Sizes.grouped(instruction);
  }
}
