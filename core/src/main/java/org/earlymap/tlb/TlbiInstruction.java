// SPDX-License-Identifier: Apache-2.0
package org.earlymap.tlb;

import java.util.Locale;
import org.earlymap.arch.RegimeKind;

/**
 * The TLBI instructions for tables that change, inner shareable (Arm ARM C5.5): those that the
 * kernel uses on ranges, and those of EL2 and EL3.
 */
public enum TlbiInstruction {
  /** All entries of one address and one ASID, tables included. */
  VAE1IS(Operand.ADDRESS),
  /** The leaf entry of one address and one ASID. */
  VALE1IS(Operand.ADDRESS),
  /** All entries of one address, whatever the ASID. */
  VAAE1IS(Operand.ADDRESS),
  /** The leaf entry of one address, whatever the ASID. */
  VAALE1IS(Operand.ADDRESS),
  /** Stage 2 entries of one intermediate physical address. */
  IPAS2E1IS(Operand.ADDRESS),
  /** The stage 2 leaf entry of one intermediate physical address. */
  IPAS2LE1IS(Operand.ADDRESS),
  /** {@link #VAE1IS} over a range. */
  RVAE1IS(Operand.RANGE),
  /** {@link #VALE1IS} over a range. */
  RVALE1IS(Operand.RANGE),
  /** {@link #VAAE1IS} over a range. */
  RVAAE1IS(Operand.RANGE),
  /** {@link #VAALE1IS} over a range. */
  RVAALE1IS(Operand.RANGE),
  /** {@link #IPAS2E1IS} over a range. */
  RIPAS2E1IS(Operand.RANGE),
  /** {@link #IPAS2LE1IS} over a range. */
  RIPAS2LE1IS(Operand.RANGE),
  /** Every stage 1 entry of one ASID. */
  ASIDE1IS(Operand.ASID),
  /** Every stage 1 entry of the current VMID. */
  VMALLE1IS(Operand.NONE),
  /** Every stage 1 and stage 2 entry of the current VMID. */
  VMALLS12E1IS(Operand.NONE),
  /** All entries of one address of EL2, which has no ASIDs, tables included. */
  VAE2IS(Operand.ADDRESS),
  /** The leaf entry of one address of EL2. */
  VALE2IS(Operand.ADDRESS),
  /** {@link #VAE2IS} over a range. */
  RVAE2IS(Operand.RANGE),
  /** {@link #VALE2IS} over a range. */
  RVALE2IS(Operand.RANGE),
  /** Every stage 1 entry of EL2. */
  ALLE2IS(Operand.NONE),
  /** All entries of one address of EL3, tables included. */
  VAE3IS(Operand.ADDRESS),
  /** The leaf entry of one address of EL3. */
  VALE3IS(Operand.ADDRESS),
  /** {@link #VAE3IS} over a range. */
  RVAE3IS(Operand.RANGE),
  /** {@link #VALE3IS} over a range. */
  RVALE3IS(Operand.RANGE),
  /** Every entry of EL3. */
  ALLE3IS(Operand.NONE);

  /** What the register operand holds. */
  public enum Operand {
    /** One address: an {@link AddressOperand}. */
    ADDRESS,
    /** A base and a size: a {@link RangeOperand}. */
    RANGE,
    /** An ASID in bits 63:48. */
    ASID,
    /** There is no operand. */
    NONE
  }

  private final Operand operand;

  TlbiInstruction(Operand operand) {
    this.operand = operand;
  }

  /** What the register operand holds. */
  public Operand operand() {
    return operand;
  }

  /** The name as assemblers spell it, such as {@code rvale1is}. */
  public String mnemonic() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the address is an intermediate physical one, translated by stage 2. */
  public boolean isStage2() {
    return name().contains("IPAS2") || this == VMALLS12E1IS;
  }

  /** Whether only leaf entries are invalidated, and no cached tables. */
  public boolean isLastLevel() {
    return name().matches("R?(VA|VAA|IPAS2)LE[123]IS");
  }

  /** Whose translations it invalidates; of stage 2 whether or not it states memory types. */
  public RegimeKind regime() {
    if (isStage2()) {
      return RegimeKind.STAGE2;
    }
    return name().endsWith("E1IS")
        ? RegimeKind.EL1
        : name().endsWith("E2IS") ? RegimeKind.EL2 : RegimeKind.EL3;
  }

  /**
   * The one that invalidates an address of {@code kind}, whatever the ASID.
   *
   * @param lastLevel leaf entries only
   */
  public static TlbiInstruction atAddress(RegimeKind kind, boolean lastLevel) {
    return switch (kind) {
      case EL1 -> lastLevel ? VAALE1IS : VAAE1IS;
      case EL2 -> lastLevel ? VALE2IS : VAE2IS;
      case EL3 -> lastLevel ? VALE3IS : VAE3IS;
      case STAGE2, STAGE2_FWB -> lastLevel ? IPAS2LE1IS : IPAS2E1IS;
    };
  }

  /** The one that invalidates all of {@code kind}; of EL1 and stage 2 all of the current VMID. */
  public static TlbiInstruction ofAll(RegimeKind kind) {
    return switch (kind) {
      case EL1 -> VMALLE1IS;
      case EL2 -> ALLE2IS;
      case EL3 -> ALLE3IS;
      case STAGE2, STAGE2_FWB -> VMALLS12E1IS;
    };
  }

  /** Whether entries of one ASID only are meant. */
  public boolean usesAsid() {
    return switch (this) {
      case VAE1IS, VALE1IS, RVAE1IS, RVALE1IS, ASIDE1IS -> true;
      default -> false;
    };
  }

  /**
   * The instruction that does over a range what this one does at an address (FEAT_TLBIRANGE).
   *
   * @throws IllegalStateException unless this one takes an address
   */
  public TlbiInstruction overRange() {
    if (operand != Operand.ADDRESS) {
      throw new IllegalStateException(mnemonic() + " takes no address");
    }
    return valueOf("R" + name());
  }
}
