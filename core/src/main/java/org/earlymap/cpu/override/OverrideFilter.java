// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu.override;

/** What decides whether a value is accepted for a field ({@code filter_t} of the kernel). */
enum OverrideFilter {
  /** Every value is accepted. */
  NONE,
  /** {@code mmfr1_vh_filter}: not 0 where the CPU is stuck in VHE. */
  VHE,
  /** {@code mmfr2_varange_filter}: only 0, which also takes LPA2 away. */
  VARANGE,
  /** {@code pfr0_sve_filter}: 0 takes all of ID_AA64ZFR0 away. */
  SVE,
  /** {@code pfr1_sme_filter}: 0 takes all of ID_AA64SMFR0 away. */
  SME,
  /** {@code hvhe_filter}: only 1, entered at EL2, on a CPU with VHE. */
  HVHE
}
