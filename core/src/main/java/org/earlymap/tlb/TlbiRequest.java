// SPDX-License-Identifier: Apache-2.0
package org.earlymap.tlb;

import java.util.OptionalInt;
import org.earlymap.Hex;
import org.earlymap.arch.RegimeKind;

/**
 * A range to invalidate, and how.
 *
 * @param instruction the operation by address that is meant; a range uses its counterpart
 * @param range the addresses
 * @param asid the address space identifier, 16 bits; zero where the instruction has none
 * @param level the lookup level of the leaf entries as a hint, -1 to 3; nothing where it is unknown
 * @param cpu what the CPU has
 */
public record TlbiRequest(
    TlbiInstruction instruction, FlushRange range, int asid, OptionalInt level, TlbiCpu cpu) {
  private static final long MOST_IPA = 1L << 52;

  /** Checks the width of the numbers. */
  public TlbiRequest {
    if (instruction.operand() != TlbiInstruction.Operand.ADDRESS) {
      throw new IllegalArgumentException(instruction.mnemonic() + " takes no address");
    }
    if (asid < 0 || asid > 0xffff) {
      throw new TlbiRangeException("an ASID has 16 bits, not 0x" + Integer.toHexString(asid));
    }
    if (asid != 0 && !instruction.usesAsid()) {
      throw new TlbiRangeException(instruction.mnemonic() + " takes no ASID");
    }
    long ipaEnd = range.start() + range.bytes();
    if (instruction.isStage2() && (range.start() < 0 || ipaEnd > MOST_IPA || ipaEnd < 0)) {
      throw new TlbiRangeException(
          String.format(
              "%s is no intermediate physical address: they have 52 bits", Hex.of(ipaEnd)));
    }
    if (level.isPresent() && (level.getAsInt() < -1 || level.getAsInt() > 3)) {
      throw new TlbiRangeException("lookup levels are -1 to 3, not " + level.getAsInt());
    }
  }

  /** Whether the addresses are those of a kernel at EL1, whose entries have no ASID. */
  public boolean isOnKernelAddresses() {
    return !instruction.usesAsid() && instruction.regime() == RegimeKind.EL1;
  }

  /** This request without a level hint, which the kernel does not give for its own addresses. */
  TlbiRequest withoutLevel() {
    return new TlbiRequest(instruction, range, asid, OptionalInt.empty(), cpu);
  }

  /** This request on a CPU without FEAT_TLBIRANGE. */
  TlbiRequest withoutRangeOperations() {
    TlbiCpu without = new TlbiCpu(false, cpu.ttl(), cpu.lpa2());
    return new TlbiRequest(instruction, range, asid, level, without);
  }
}
