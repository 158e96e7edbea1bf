// SPDX-License-Identifier: Apache-2.0
package org.earlymap.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.Granule;
import org.earlymap.arch.PhysicalAddressSize;
import org.earlymap.arch.RegimeKind;
import org.earlymap.arch.TranslationRegime;

/**
 * The address space that a plan is for.
 *
 * @param kind whose it is
 * @param granule the translation granule
 * @param vaBits the width of an input address, of stage 2 an intermediate physical one; empty takes
 *     the least that holds the plan
 * @param paBits the width of a physical address: 32, 36, 40, 42, 44, 48 or 52
 * @param wide 52-bit descriptors: FEAT_LPA2 with 4K and 16K granules, FEAT_LPA with 64K
 * @param bigEndian the byte order of descriptors
 */
public record PlanSpace(
    RegimeKind kind,
    Granule granule,
    OptionalInt vaBits,
    int paBits,
    boolean wide,
    boolean bigEndian) {
  /** Of a program that says nothing: EL1, 4K granules, as few bits as hold it. */
  public static final PlanSpace USUAL =
      new PlanSpace(RegimeKind.EL1, Granule.SIZE_4K, OptionalInt.empty(), 48, false, false);

  /** Below it a root would have no entry to choose: TxSZ of 39, without FEAT_TTST. */
  static final int LEAST_VA_BITS = 25;

  private static final int NARROW_BITS = 48;
  private static final int WIDE_BITS = 52;

  /**
   * Checks what the architecture allows.
   *
   * @throws PlanException where there is no such address space
   */
  public PlanSpace {
    encodedPaBits(paBits);
    if (paBits > NARROW_BITS && !wide) {
      throw new PlanException("physical addresses of 52 bits need descriptors that hold them");
    }
    int most = mostVaBits(granule, wide);
    if (vaBits.isPresent() && (vaBits.getAsInt() < LEAST_VA_BITS || vaBits.getAsInt() > most)) {
      throw new PlanException(
          String.format(
              Locale.ROOT,
              "found %d address bits, expected %d to %d with %s granules%s",
              vaBits.getAsInt(),
              LEAST_VA_BITS,
              most,
              granule.label(),
              wide ? "" : " and 48-bit descriptors"));
    }
    if (kind.isStage2() && vaBits.isPresent() && vaBits.getAsInt() > paBits) {
      throw new PlanException(
          String.format(
              Locale.ROOT,
              "stage 2 translates %d bits, expected at most the %d of a physical address",
              vaBits.getAsInt(),
              paBits));
    }
  }

  /** Where descriptors keep their addresses. */
  public DescriptorFormat format() {
    if (!wide) {
      return DescriptorFormat.PA48;
    }
    return granule == Granule.SIZE_64K ? DescriptorFormat.LPA_64K : DescriptorFormat.LPA2;
  }

  /** How {@link #paBits} stands in TCR_ELx.IPS or PS. */
  public int encodedPaBits() {
    return encodedPaBits(paBits);
  }

  /** The widest input address. */
  int mostVaBits() {
    int most = mostVaBits(granule, wide);
    return kind.isStage2() ? Math.min(most, paBits) : most;
  }

  /** FEAT_LVA widens input addresses with 64K granules whatever the descriptors hold. */
  private static int mostVaBits(Granule granule, boolean wide) {
    return wide || granule == Granule.SIZE_64K ? WIDE_BITS : NARROW_BITS;
  }

  /**
   * The ways to translate {@code bits} of an address: one of stage 1, and of stage 2 one for each
   * number of root tables that the architecture allows, most tables first.
   */
  List<TranslationRegime> regimes(int bits) {
    if (!kind.isStage2()) {
      return List.of(new TranslationRegime(granule, bits, format()));
    }
    List<TranslationRegime> regimes = new ArrayList<>();
    for (int tables = TranslationRegime.MOST_CONCATENATION; tables >= 0; tables--) {
      int above = bits - granule.shift() - tables;
      if (tables > 0 && (above <= 0 || above % granule.bitsPerLevel() != 0)) {
        continue;
      }
      TranslationRegime regime = new TranslationRegime(granule, bits, format(), tables);
      if (regime.rootLevel() >= leastStage2Level() && regime.rootLevel() < 3) {
        regimes.add(regime);
      }
    }
    return regimes;
  }

  /** The first level at which a walk of stage 2 can start (VTCR_EL2.SL0 and SL2). */
  private int leastStage2Level() {
    return switch (granule) {
      case SIZE_4K -> wide ? -1 : paBits >= 44 ? 0 : 1;
      case SIZE_16K -> wide ? 0 : paBits >= 42 ? 1 : 2;
      case SIZE_64K -> paBits >= 44 ? 1 : 2;
    };
  }

  private static int encodedPaBits(int bits) {
    for (int encoded = 0; encoded <= PhysicalAddressSize.ENCODED_52; encoded++) {
      if (PhysicalAddressSize.bits(encoded) == bits) {
        return encoded;
      }
    }
    throw new PlanException(
        "found physical addresses of " + bits + " bits, expected 32, 36, 40, 42, 44, 48 or 52");
  }
}
