// SPDX-License-Identifier: Apache-2.0
package org.earlymap.tlb;

import org.earlymap.Range;
import org.earlymap.arch.Granule;

/**
 * One TLBI with its operand.
 *
 * @param instruction which
 * @param operand the register value; zero where there is none
 */
public record TlbiOperation(TlbiInstruction instruction, long operand) {

  /**
   * The addresses that the CPU invalidates: those of a range operation, or for one address the
   * entry of {@code stride} bytes that holds it.
   *
   * @param stride the size of an entry, a power of two
   * @param lpa2 whether the regime has TCR.DS, which changes the meaning of a range's base
   * @throws IllegalStateException where the operation is not about addresses
   */
  public Range covers(Granule granule, long stride, boolean lpa2) {
    boolean stage2 = instruction.isStage2();
    return switch (instruction.operand()) {
      case ADDRESS -> {
        AddressOperand at = AddressOperand.decode(operand);
        long start = (stage2 ? at.ipa() : at.va()) & -stride;
        yield new Range(start, start + stride);
      }
      case RANGE -> {
        RangeOperand over = RangeOperand.decode(operand);
        long start = stage2 ? over.ipa(granule, lpa2) : over.va(granule, lpa2);
        yield new Range(start, start + (over.pages() << granule.shift()));
      }
      case ASID, NONE -> throw new IllegalStateException(instruction + " has no address");
    };
  }
}
