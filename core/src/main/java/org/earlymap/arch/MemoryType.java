// SPDX-License-Identifier: Apache-2.0
package org.earlymap.arch;

/**
 * One attribute byte of MAIR_EL1 (Arm ARM D24.2.109).
 *
 * @param attribute the byte, 0 to 255
 */
public record MemoryType(int attribute) {
  /** Normal memory, inner and outer write-back, with allocation tags (FEAT_MTE2). */
  private static final int TAGGED = 0xf0;

  private static final int NON_CACHEABLE_XS = 0x40;
  private static final int WRITE_THROUGH_XS = 0xa0;

  /**
   * Checks the width.
   *
   * @throws IllegalArgumentException unless {@code attribute} is a byte
   */
  public MemoryType {
    if (attribute < 0 || attribute > 0xff) {
      throw new IllegalArgumentException("a memory attribute is a byte, not " + attribute);
    }
  }

  /** Whether it is device memory of any kind. */
  public boolean isDevice() {
    return attribute >>> 4 == 0 && !isReserved();
  }

  /** Whether it is normal memory, cacheable or not. */
  public boolean isNormal() {
    return !isDevice() && !isReserved();
  }

  /** Whether the architecture gives the byte no meaning (UNPREDICTABLE when used). */
  public boolean isReserved() {
    int outer = attribute >>> 4;
    int inner = attribute & 0xf;
    if (outer == 0) {
      return (inner & 2) != 0;
    }
    return inner == 0
        && attribute != TAGGED
        && attribute != NON_CACHEABLE_XS
        && attribute != WRITE_THROUGH_XS;
  }

  /** What the byte means, such as {@code Device-nGnRE} or {@code Normal WB RA WA}. */
  public String describe() {
    if (isReserved()) {
      return String.format("reserved 0x%02x", attribute);
    }
    if (isDevice()) {
      String kind =
          switch (attribute >>> 2) {
            case 0 -> "Device-nGnRnE";
            case 1 -> "Device-nGnRE";
            case 2 -> "Device-nGRE";
            default -> "Device-GRE";
          };
      return (attribute & 1) == 0 ? kind : kind + " XS=0";
    }
    return switch (attribute) {
      case TAGGED -> "Normal-Tagged WB RA WA";
      case NON_CACHEABLE_XS -> "Normal NC XS=0";
      case WRITE_THROUGH_XS -> "Normal WT RA XS=0";
      default -> normal();
    };
  }

  private String normal() {
    String outer = cacheability(attribute >>> 4);
    String inner = cacheability(attribute & 0xf);
    return outer.equals(inner) ? "Normal " + outer : "Normal outer " + outer + ", inner " + inner;
  }

  private static String cacheability(int bits) {
    if (bits == 4) {
      return "NC";
    }
    String policy =
        switch (bits >>> 2) {
          case 0 -> "WT transient";
          case 1 -> "WB transient";
          case 2 -> "WT";
          default -> "WB";
        };
    return policy + ((bits & 2) == 0 ? "" : " RA") + ((bits & 1) == 0 ? "" : " WA");
  }
}
