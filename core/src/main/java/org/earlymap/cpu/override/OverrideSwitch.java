// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu.override;

/**
 * What differs between the override parsers of kernels; each kernel has some of these. See {@link
 * OverrideDialect}.
 */
public enum OverrideSwitch {
  /** {@code arm64_sw.hvhe}, which {@code kvm_arm.mode=} sets. */
  HVHE,
  /** {@code arm64_sw.nowxn} and {@code arm64.nowxn}; {@code rodata=off} sets it too. */
  NOWXN,
  /** {@code id_aa64isar2.mops} and {@code arm64.nomops}. */
  MOPS,
  /** {@code id_aa64pfr0.el0} and {@code arm64.no32bit_el0}. */
  EL0,
  /** {@code id_aa64mmfr0.ecv}, {@code id_aa64pfr1.gcs} and {@code arm64.nogcs}. */
  GCS,
  /** {@code id_aa64pfr0.mpam}, {@code id_aa64pfr1.mpam_frac} and {@code arm64.nompam}. */
  MPAM,
  /** {@code id_aa64mmfr4.nv_frac}. */
  NV_FRAC,
  /** {@code id_aa64isar2.wfxt} and {@code arm64.nowfxt}. */
  WFXT,
  /** {@code id_aa64mmfr1.hafdbs} and {@code arm64.nohaft}. */
  HAFT,
  /** {@code arm64.nosve} also sets {@code id_aa64pfr1.sme=0}. */
  NOSVE_TAKES_SME,
  /** {@code id_aa64mmfr2.varange=0} on an LPA2 CPU also limits PARange to 48 bits. */
  VARANGE_LIMITS_PARANGE,
  /** Software features are read by value, whether they were accepted or not. */
  RAW_SOFTWARE_FEATURES
}
