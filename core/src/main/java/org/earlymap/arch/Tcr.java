// SPDX-License-Identifier: Apache-2.0
package org.earlymap.arch;

/**
 * TCR_EL1 (Arm ARM D24.2.185).
 *
 * @param value the register, 64 bits
 */
public record Tcr(long value) {
  public static final int T0SZ_SHIFT = 0;
  public static final int T1SZ_SHIFT = 16;
  public static final int IPS_SHIFT = 32;
  public static final long WALKS_WRITE_BACK_INNER_SHAREABLE = 0x3500_3500L;
  public static final long EPD0 = 1L << 7;
  public static final long A1 = 1L << 22;
  public static final long EPD1 = 1L << 23;
  public static final long AS = 1L << 36;
  public static final long TBI0 = 1L << 37;
  public static final long TBI1 = 1L << 38;
  public static final long HA = 1L << 39;
  public static final long HD = 1L << 40;
  public static final long HPD0 = 1L << 41;
  public static final long HPD1 = 1L << 42;
  public static final long TBID1 = 1L << 52;
  public static final long NFD1 = 1L << 54;
  public static final long E0PD0 = 1L << 55;
  public static final long E0PD1 = 1L << 56;
  public static final long TCMA1 = 1L << 58;
  public static final long DS = 1L << 59;

  private static final long SIZE_MASK = 0x3f;
  private static final int TG0_SHIFT = 14;
  private static final int TG1_SHIFT = 30;
  private static final int SH0_SHIFT = 12;
  private static final int SH1_SHIFT = 28;
  private static final int LEAST_SIZE = 12;
  private static final int LEAST_SIZE_48 = 16;
  private static final int GREATEST_SIZE = 48;

  /** TG0 and TG1 of one granule for both halves; the two fields encode differently. */
  public static long granuleBits(Granule granule) {
    return switch (granule) {
      case SIZE_4K -> 2L << 30;
      case SIZE_16K -> (1L << 30) | (2L << 14);
      case SIZE_64K -> (3L << 30) | (1L << 14);
    };
  }

  /** T0SZ: the lower half has 64 - T0SZ address bits. */
  public int t0sz() {
    return (int) (value & SIZE_MASK);
  }

  /** T1SZ: the upper half has 64 - T1SZ address bits. */
  public int t1sz() {
    return (int) (value >>> T1SZ_SHIFT & SIZE_MASK);
  }

  /** IPS, bits 34:32: the size of an intermediate physical address, encoded as PARange is. */
  public int ips() {
    return (int) (value >>> IPS_SHIFT & 7);
  }

  /** DS: descriptors hold 52-bit addresses with 4K and 16K granules (FEAT_LPA2). */
  public boolean ds() {
    return (value & DS) != 0;
  }

  /** The width that IPS stands for: 32 to 56 bits. */
  public int ipsBits() {
    return PhysicalAddressSize.bits(ips());
  }

  /**
   * The granule of {@code half}; TG0 and TG1 encode differently.
   *
   * @throws TcrException where the field has a reserved value
   */
  public Granule granule(VaHalf half) {
    boolean lower = half == VaHalf.LOWER;
    int field = (int) (value >>> (lower ? TG0_SHIFT : TG1_SHIFT) & 3);
    return switch (field) {
      case 0 -> {
        if (!lower) {
          throw new TcrException(value, "TG1 is 0, which is reserved");
        }
        yield Granule.SIZE_4K;
      }
      case 1 -> lower ? Granule.SIZE_64K : Granule.SIZE_16K;
      case 2 -> lower ? Granule.SIZE_16K : Granule.SIZE_4K;
      default -> {
        if (lower) {
          throw new TcrException(value, "TG0 is 3, which is reserved");
        }
        yield Granule.SIZE_64K;
      }
    };
  }

  /**
   * How {@code half} translates. DS has its effect with 4K and 16K granules; with 64K granules an
   * IPS of 52 bits says that descriptors are those of FEAT_LPA.
   *
   * @throws TcrException where the register describes no translation regime
   */
  public TranslationRegime regime(VaHalf half) {
    Granule granule = granule(half);
    int size = half == VaHalf.LOWER ? t0sz() : t1sz();
    boolean wide = granule == Granule.SIZE_64K || ds();
    String name = half == VaHalf.LOWER ? "T0SZ" : "T1SZ";
    if (size > GREATEST_SIZE || size < LEAST_SIZE) {
      throw new TcrException(value, name + " is " + size + ", expected 12 to 48");
    }
    if (!wide && size < LEAST_SIZE_48) {
      throw new TcrException(
          value, name + " is " + size + ", which " + granule.label() + " granules need DS = 1 for");
    }
    DescriptorFormat format = DescriptorFormat.PA48;
    if (granule == Granule.SIZE_64K) {
      format =
          ips() >= PhysicalAddressSize.ENCODED_52
              ? DescriptorFormat.LPA_64K
              : DescriptorFormat.PA48;
    } else if (ds()) {
      format = DescriptorFormat.LPA2;
    }
    return new TranslationRegime(granule, Long.SIZE - size, format);
  }

  /** HPDn: table descriptors of {@code half} do not limit permissions. */
  public boolean hierarchicalOff(VaHalf half) {
    return (value & (half == VaHalf.LOWER ? HPD0 : HPD1)) != 0;
  }

  /** E0PDn: EL0 has no access to {@code half}. */
  public boolean el0Denied(VaHalf half) {
    return (value & (half == VaHalf.LOWER ? E0PD0 : E0PD1)) != 0;
  }

  /** EPDn: a TLB miss in {@code half} is a fault, its tables are not walked. */
  public boolean walksOff(VaHalf half) {
    return (value & (half == VaHalf.LOWER ? EPD0 : EPD1)) != 0;
  }

  /** TBIn: the top byte of an address in {@code half} is not translated. */
  public boolean topByteIgnored(VaHalf half) {
    return (value & (half == VaHalf.LOWER ? TBI0 : TBI1)) != 0;
  }

  /** SHn, the shareability of walks, and with DS of all that {@code half} maps: 0 to 3. */
  public int shareability(VaHalf half) {
    return (int) (value >>> (half == VaHalf.LOWER ? SH0_SHIFT : SH1_SHIFT) & 3);
  }

  /** HA: the hardware sets the access flag. */
  public boolean hardwareAccessFlag() {
    return (value & HA) != 0;
  }

  /** HA and HD: the hardware makes a page with DBM writable on the first write. */
  public boolean hardwareDirtyState() {
    return hardwareAccessFlag() && (value & HD) != 0;
  }

  /** This register with another T0SZ. */
  public Tcr withT0sz(int t0sz) {
    return new Tcr((value & ~(SIZE_MASK << T0SZ_SHIFT)) | ((long) t0sz << T0SZ_SHIFT));
  }

  /** This register with another T1SZ. */
  public Tcr withT1sz(int t1sz) {
    return new Tcr((value & ~(SIZE_MASK << T1SZ_SHIFT)) | ((long) t1sz << T1SZ_SHIFT));
  }

  /** This register with another IPS. */
  public Tcr withIps(int ips) {
    return new Tcr((value & ~(7L << IPS_SHIFT)) | ((long) ips << IPS_SHIFT));
  }

  /** This register with {@code bits} set. */
  public Tcr with(long bits) {
    return new Tcr(value | bits);
  }
}
