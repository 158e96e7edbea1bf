// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu.override;

import com.google.common.collect.ImmutableList;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/**
 * A word that stands for overrides.
 *
 * @param name the whole token, dashes already turned into underscores
 * @param expansion the options it stands for, separated by spaces
 */
public record OverrideAlias(String name, String expansion) {

  static ImmutableList<OverrideAlias> of(KernelTraits traits) {
    ImmutableList.Builder<OverrideAlias> list = ImmutableList.builder();
    if (traits.has(Trait.OVERRIDE_HVHE)) {
      add(list, "kvm_arm.mode=nvhe", "arm64_sw.hvhe=0 id_aa64mmfr1.vh=0");
      add(list, "kvm_arm.mode=protected", "arm64_sw.hvhe=1");
    } else {
      add(list, "kvm_arm.mode=nvhe", "id_aa64mmfr1.vh=0");
      add(list, "kvm_arm.mode=protected", "id_aa64mmfr1.vh=0");
    }
    add(
        list,
        "arm64.nosve",
        traits.has(Trait.OVERRIDE_NOSVE_TAKES_SME)
            ? "id_aa64pfr0.sve=0 id_aa64pfr1.sme=0"
            : "id_aa64pfr0.sve=0");
    add(list, "arm64.nosme", "id_aa64pfr1.sme=0");
    add(list, "arm64.nobti", "id_aa64pfr1.bt=0");
    if (traits.has(Trait.OVERRIDE_GCS)) {
      add(list, "arm64.nogcs", "id_aa64pfr1.gcs=0");
    }
    add(
        list,
        "arm64.nopauth",
        "id_aa64isar1.gpi=0 id_aa64isar1.gpa=0 id_aa64isar1.api=0 id_aa64isar1.apa=0"
            + " id_aa64isar2.gpa3=0 id_aa64isar2.apa3=0");
    if (traits.has(Trait.OVERRIDE_MOPS)) {
      add(list, "arm64.nomops", "id_aa64isar2.mops=0");
    }
    if (traits.has(Trait.OVERRIDE_WFXT)) {
      add(list, "arm64.nowfxt", "id_aa64isar2.wfxt=0");
    }
    add(list, "arm64.nomte", "id_aa64pfr1.mte=0");
    add(list, "nokaslr", "arm64_sw.nokaslr=1");
    add(
        list,
        "rodata=off",
        traits.has(Trait.WXN) ? "arm64_sw.rodataoff=1 arm64_sw.nowxn=1" : "arm64_sw.rodataoff=1");
    if (traits.has(Trait.OVERRIDE_HAFT)) {
      add(list, "arm64.nohaft", "id_aa64mmfr1.hafdbs=2");
    }
    add(list, "arm64.nolva", "id_aa64mmfr2.varange=0");
    if (traits.has(Trait.WXN)) {
      add(list, "arm64.nowxn", "arm64_sw.nowxn=1");
    }
    if (traits.has(Trait.OVERRIDE_EL0)) {
      add(list, "arm64.no32bit_el0", "id_aa64pfr0.el0=1");
    }
    if (traits.has(Trait.OVERRIDE_MPAM)) {
      add(list, "arm64.nompam", "id_aa64pfr0.mpam=0 id_aa64pfr1.mpam_frac=0");
    }
    return list.build();
  }

  private static void add(
      ImmutableList.Builder<OverrideAlias> list, String name, String expansion) {
    list.add(new OverrideAlias(name, expansion));
  }
}
