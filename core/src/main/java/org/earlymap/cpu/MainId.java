// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earlymap.Hex;
import org.earlymap.format.UnsignedNumber;

/**
 * Which CPU it is, as MIDR_EL1 says (Arm ARM D24.2.122): all of that register, or implementer and
 * part number alone.
 *
 * @param implementer MIDR_EL1.Implementer, 8 bits
 * @param part MIDR_EL1.PartNum, 12 bits
 * @param value all of the register, where that was given
 */
record MainId(int implementer, int part, OptionalLong value) {
  private static final Pattern PAIR =
      Pattern.compile("0x([0-9a-f]{1,2})[:/](?:0x)?([0-9a-f]{1,3})", Pattern.CASE_INSENSITIVE);

  /** Smaller numbers name no implementer. */
  private static final long LEAST = 1 << 16;

  /**
   * What {@code text} says: a number, or {@code 0x41:0xd0c}. Empty where it is neither.
   *
   * @throws UnknownCpuException where it is a number that MIDR_EL1 cannot hold
   */
  static Optional<MainId> parse(String text) {
    Matcher pair = PAIR.matcher(text);
    if (pair.matches()) {
      int implementer = Integer.parseInt(pair.group(1), 16);
      int part = Integer.parseInt(pair.group(2), 16);
      return Optional.of(new MainId(implementer, part, OptionalLong.empty()));
    }
    OptionalLong number = UnsignedNumber.parse(text);
    if (number.isEmpty()) {
      return Optional.empty();
    }
    long value = number.getAsLong();
    if (value >>> 32 != 0 || value < LEAST) {
      throw new UnknownCpuException(
          "found "
              + text
              + ", expected MIDR_EL1, whose 32 bits hold implementer, variant, architecture, part"
              + " and revision, such as 0x410fd083");
    }
    return Optional.of(of(value));
  }

  /** Whether registers are of a CPU of this implementer and part. */
  boolean isPartOf(IdRegisters registers) {
    MainId other = of(registers.get(IdRegister.MIDR_EL1));
    return other.implementer == implementer && other.part == part;
  }

  private static MainId of(long midr) {
    return new MainId(
        (int) (midr >>> 24) & 0xff, (int) (midr >>> 4) & 0xfff, OptionalLong.of(midr));
  }

  @Override
  public String toString() {
    String both =
        "implementer 0x"
            + Integer.toHexString(implementer)
            + ", part 0x"
            + Integer.toHexString(part);
    return value.isPresent() ? "MIDR_EL1 " + Hex.of(value.getAsLong()) + " (" + both + ")" : both;
  }
}
