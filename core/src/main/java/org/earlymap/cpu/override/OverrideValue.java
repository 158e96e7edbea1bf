// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu.override;

/**
 * One override variable ({@code struct arm64_ftr_override}).
 *
 * <p>A field whose mask bits are set is overridden. A field with value bits that its mask does not
 * cover was asked for and rejected.
 *
 * @param value the bits to put in place, 64 bits
 * @param mask which bits are overridden, 64 bits
 */
public record OverrideValue(long value, long mask) {
  /** Nothing overridden. */
  public static final OverrideValue NONE = new OverrideValue(0, 0);

  /** These bits with {@code fieldMask} overridden by {@code bits}. */
  OverrideValue accept(long fieldMask, long bits) {
    return new OverrideValue((value & ~fieldMask) | (bits & fieldMask), mask | fieldMask);
  }

  /** The kernel's mark of an override that cannot be honoured: all ones outside of the mask. */
  OverrideValue reject(long fieldMask) {
    return new OverrideValue(value | fieldMask, mask & ~fieldMask);
  }

  /** These bits with more of them set, as the filter of {@code varange} does it. */
  OverrideValue or(long bits, long fieldMask) {
    return new OverrideValue(value | bits, mask | fieldMask);
  }

  /** Whether the override of the 4-bit field at {@code shift} was accepted or never asked for. */
  public boolean isValid(int shift) {
    long bits = value & (0xfL << shift);
    return bits == (bits & mask);
  }

  /**
   * The 4-bit field at {@code shift} of {@code register} as the kernel sees it where it checks that
   * the override is valid ({@code arm64_apply_feature_override}).
   *
   * @return 0 to 15
   */
  public int checkedField(long register, int shift) {
    long seen = isValid(shift) ? (register & ~mask) | (value & (0xfL << shift)) : register;
    return (int) (seen >>> shift) & 0xf;
  }

  /**
   * {@code register} as the kernel sees it where it does not check ({@code cpu_has_lva}, {@code
   * cpu_has_lpa2}): a rejected override reads as all ones.
   */
  public long unchecked(long register) {
    return (register & ~mask) | value;
  }
}
