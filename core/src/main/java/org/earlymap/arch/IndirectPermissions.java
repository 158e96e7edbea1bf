// SPDX-License-Identifier: Apache-2.0
package org.earlymap.arch;

/**
 * The registers of FEAT_S1PIE: a leaf's bits 54, 53, 51 and 6 select a right in each (Arm ARM
 * D8.4.2.2).
 *
 * @param pir PIR_EL1: sixteen rights of EL1, 4 bits each
 * @param pire0 PIRE0_EL1: sixteen rights of EL0
 */
public record IndirectPermissions(long pir, long pire0) {

  /** Reading, and writing by the instructions of FEAT_GCS. */
  private static final int CONTROL_STACK = 9;

  /** Reading, writing, and executing if it were not for writing: WXN by page. */
  private static final int WRITE_OR_EXECUTE = 6;

  /** PIIndex of a leaf: descriptor bits 54, 53, 51 and 6, the highest first. */
  public static int index(long descriptor) {
    return (int) (descriptor >>> 51 & 0xc)
        | (int) (descriptor >>> 50 & 2)
        | (int) (descriptor >>> 6 & 1);
  }

  /**
   * The rights of a leaf, as {@link Rights} has them, before overlays. Rights that let EL1 execute,
   * or keep a guarded control stack in, what EL0 may write or keep one in give neither level
   * anything.
   */
  public int rights(long descriptor) {
    int at = index(descriptor) * 4;
    int encoding1 = (int) (pir >>> at) & 0xf;
    int encoding0 = (int) (pire0 >>> at) & 0xf;
    int el1 = right(encoding1);
    int el0 = right(encoding0);
    boolean trusted =
        (el1 & Rights.EL1_EXECUTE) != 0
            || encoding1 == CONTROL_STACK
            || encoding1 == WRITE_OR_EXECUTE;
    boolean written = (el0 & Rights.EL1_WRITE) != 0 || encoding0 == CONTROL_STACK;
    return trusted && written ? Rights.NONE : el1 | Rights.el1ToEl0(el0);
  }

  private static int right(int encoding) {
    return switch (encoding) {
      case 1, 8, 9 -> Rights.EL1_READ;
      case 2 -> Rights.EL1_EXECUTE;
      case 3, 10 -> Rights.EL1_READ | Rights.EL1_EXECUTE;
      case 5, 6, 12 -> Rights.EL1_READ | Rights.EL1_WRITE;
      case 7, 14 -> Rights.EL1_READ | Rights.EL1_WRITE | Rights.EL1_EXECUTE;
      default -> Rights.NONE;
    };
  }
}
