// SPDX-License-Identifier: Apache-2.0
package org.earlymap.arch;

/** The attributes of a stage 2 leaf (Arm ARM D8.3.1.2, D8.4.1.3 and D8.6.6). */
public final class Stage2Attributes {
  /** Bit 6, S2AP[0]: it may be read. */
  public static final long READ = 1L << 6;

  /** Bit 7, S2AP[1]: it may be written. */
  public static final long WRITE = 1L << 7;

  /** Bits 54:53, XN[1:0]: 0 all may execute, 1 EL0 only, 2 nobody, 3 EL1 only (FEAT_XNX). */
  public static final int XN_SHIFT = 53;

  private static final int MEM_ATTR_SHIFT = 2;
  private static final int NON_CACHEABLE = 4;
  private static final int WRITE_THROUGH = 0xb;
  private static final int WRITE_BACK = 0xf;
  private static final int NOT_CACHED_WITH_FWB = 5;
  private static final int WRITE_BACK_WITH_FWB = 6;

  private Stage2Attributes() {}

  /** MemAttr, bits 5:2 of {@code leaf}. */
  public static int memAttr(long leaf) {
    return (int) (leaf >>> MEM_ATTR_SHIFT) & 0xf;
  }

  /**
   * The memory type of {@code leaf} over write-back memory of stage 1. Reserved encodings come as
   * the reserved byte 2. With FWB the value 7 takes what stage 1 has, here write-back.
   */
  public static MemoryType memoryType(long leaf, boolean forced) {
    int field = memAttr(leaf);
    if (forced) {
      return new MemoryType(
          switch (field & 7) {
            case 0, 1, 2, 3 -> (field & 3) << 2;
            case 4 -> 2;
            case NOT_CACHED_WITH_FWB -> 0x44;
            default -> 0xff;
          });
    }
    if (field >>> 2 == 0) {
      return new MemoryType((field & 3) << 2);
    }
    return new MemoryType(
        (field & 3) == 0 ? 2 : cacheability(field >>> 2) << 4 | cacheability(field & 3));
  }

  /**
   * The bits of MemAttr that make {@code type}: a device type, non-cacheable, write-through or
   * write-back memory.
   *
   * @throws IllegalArgumentException for a type that stage 2 cannot state
   */
  public static long ofType(MemoryType type, boolean forced) {
    int attribute = type.attribute();
    int field;
    if (type.isDevice() && (attribute & 3) == 0) {
      field = attribute >>> 2;
    } else if (attribute == 0x44) {
      field = forced ? NOT_CACHED_WITH_FWB : 5;
    } else if (attribute == 0xff) {
      field = forced ? WRITE_BACK_WITH_FWB : 0xf;
    } else if (attribute == 0xbb && !forced) {
      field = 0xa;
    } else {
      throw new IllegalArgumentException("stage 2 has no " + type.describe());
    }
    return (long) field << MEM_ATTR_SHIFT;
  }

  /**
   * What EL1 and EL0 of the guest may do where {@code leaf} translates, as {@link Rights} has it.
   */
  public static int rights(long leaf, boolean dirtyState) {
    int rights = Rights.NONE;
    if ((leaf & READ) != 0) {
      rights |= Rights.EL1_READ | Rights.EL0_READ;
    }
    boolean marked = dirtyState && (leaf & Descriptor.DBM) != 0;
    if ((leaf & WRITE) != 0 || marked) {
      rights |= Rights.EL1_WRITE | Rights.EL0_WRITE;
    }
    return rights
        | switch ((int) (leaf >>> XN_SHIFT) & 3) {
          case 0 -> Rights.EL1_EXECUTE | Rights.EL0_EXECUTE;
          case 1 -> Rights.EL0_EXECUTE;
          case 3 -> Rights.EL1_EXECUTE;
          default -> Rights.NONE;
        };
  }

  private static int cacheability(int bits) {
    return switch (bits) {
      case 1 -> NON_CACHEABLE;
      case 2 -> WRITE_THROUGH;
      default -> WRITE_BACK;
    };
  }
}
