// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

import java.util.Optional;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.Granule;

/**
 * Recognises tables that are read with the wrong TCR_EL1.DS. With DS = 1 descriptor bits 9:8 are
 * address bits 51:50; with DS = 0 they are the shareability, 3 for all that Linux maps. Read the
 * wrong way, the output addresses pile up at 0xc000000000000, or no leaf is shareable.
 */
final class MisreadDescriptors implements TableVisitor {
  private static final long LEAST_LEAVES = 16;
  private static final int HIGH_BITS = 50;

  private final TranslationContext context;
  private long leaves;
  private long high;
  private long shared;

  /** A detector for one walk of {@code context}. */
  MisreadDescriptors(TranslationContext context) {
    this.context = context;
  }

  @Override
  public void leaves(
      long va, int level, long pa, long step, long count, long descriptor, int hierarchical) {
    leaves += count;
    if (pa >>> HIGH_BITS == 3) {
      high += count;
    }
    if ((descriptor & Descriptor.SH_MASK) != 0) {
      shared += count;
    }
  }

  /** What is wrong, in a sentence, where something is. */
  Optional<String> suspicion() {
    if (context.regime().granule() == Granule.SIZE_64K || leaves < LEAST_LEAVES) {
      return Optional.empty();
    }
    if (context.regime().format() == DescriptorFormat.LPA2 && high * 2 > leaves) {
      return Optional.of(
          high
              + " of "
              + leaves
              + " leaves map to 0xc000000000000 and above: bits 9:8 look like SH = 3 and not like"
              + " an address; these tables were made for TCR_EL1.DS = 0");
    }
    if (context.regime().format() == DescriptorFormat.PA48 && shared == 0) {
      return Optional.of(
          "none of "
              + leaves
              + " leaves is shareable: bits 9:8 look like address bits 51:50 and not like SH; these"
              + " tables may have been made for TCR_EL1.DS = 1");
    }
    return Optional.empty();
  }
}
