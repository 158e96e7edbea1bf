// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu.override;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/**
 * The registers, fields and aliases that one kernel's override parser knows ({@code regs[]} and
 * {@code aliases[]} of {@code arch/arm64/kernel/pi/idreg-override.c}).
 */
public final class OverrideDialect {
  private static final int FIELD_BITS = 4;

  private final KernelTraits traits;
  private final ImmutableList<Entry> entries;
  private final ImmutableList<OverrideAlias> aliases;

  /** A field, the text that selects it, and its filter. */
  record Entry(OverrideField field, String prefix, OverrideFilter filter) {}

  private OverrideDialect(KernelTraits traits) {
    this.traits = traits;
    ImmutableList.Builder<Entry> list = ImmutableList.builder();
    addIdFields(list);
    addSoftwareFields(list);
    this.entries = list.build();
    this.aliases = OverrideAlias.of(traits);
  }

  /** The parser of a kernel with these traits. */
  public static OverrideDialect of(KernelTraits traits) {
    return new OverrideDialect(traits);
  }

  /** The traits of the kernel whose parser this is. */
  public KernelTraits traits() {
    return traits;
  }

  /** The fields, in the order in which the parser tries them. */
  public List<OverrideField> fields() {
    ImmutableList.Builder<OverrideField> fields = ImmutableList.builder();
    for (Entry entry : entries) {
      fields.add(entry.field());
    }
    return fields.build();
  }

  /** The aliases, in the order in which the parser tries them. */
  public List<OverrideAlias> aliases() {
    return aliases;
  }

  /** The field of a name such as {@code id_aa64mmfr2.varange}. */
  public Optional<OverrideField> field(String label) {
    for (Entry entry : entries) {
      if (entry.field().label().equals(label)) {
        return Optional.of(entry.field());
      }
    }
    return Optional.empty();
  }

  /** The lowest bit of {@code feature} in {@link OverrideRegister#ARM64_SW}, if it is there. */
  public OptionalInt shiftOf(SoftwareFeature feature) {
    for (Entry entry : entries) {
      OverrideField field = entry.field();
      if (field.register() == OverrideRegister.ARM64_SW && field.name().equals(feature.label())) {
        return OptionalInt.of(field.shift());
      }
    }
    return OptionalInt.empty();
  }

  List<Entry> entries() {
    return entries;
  }

  private void addIdFields(ImmutableList.Builder<Entry> list) {
    if (traits.has(Trait.OVERRIDE_GCS)) {
      add(list, OverrideRegister.ID_AA64MMFR0, "ecv", 60, OverrideFilter.NONE);
    }
    add(list, OverrideRegister.ID_AA64MMFR1, "vh", 8, OverrideFilter.VHE);
    if (traits.has(Trait.OVERRIDE_HAFT)) {
      add(list, OverrideRegister.ID_AA64MMFR1, "hafdbs", 0, OverrideFilter.NONE);
    }
    add(list, OverrideRegister.ID_AA64MMFR2, "varange", 16, OverrideFilter.VARANGE);
    if (traits.has(Trait.OVERRIDE_NV_FRAC)) {
      add(list, OverrideRegister.ID_AA64MMFR4, "nv_frac", 20, OverrideFilter.NONE);
    }
    add(list, OverrideRegister.ID_AA64PFR0, "sve", 32, OverrideFilter.SVE);
    if (traits.has(Trait.OVERRIDE_EL0)) {
      add(list, OverrideRegister.ID_AA64PFR0, "el0", 0, OverrideFilter.NONE);
    }
    if (traits.has(Trait.OVERRIDE_MPAM)) {
      add(list, OverrideRegister.ID_AA64PFR0, "mpam", 40, OverrideFilter.NONE);
    }
    add(list, OverrideRegister.ID_AA64PFR1, "bt", 0, OverrideFilter.NONE);
    if (traits.has(Trait.OVERRIDE_GCS)) {
      add(list, OverrideRegister.ID_AA64PFR1, "gcs", 44, OverrideFilter.NONE);
    }
    add(list, OverrideRegister.ID_AA64PFR1, "mte", 8, OverrideFilter.NONE);
    add(list, OverrideRegister.ID_AA64PFR1, "sme", 24, OverrideFilter.SME);
    if (traits.has(Trait.OVERRIDE_MPAM)) {
      add(list, OverrideRegister.ID_AA64PFR1, "mpam_frac", 16, OverrideFilter.NONE);
    }
    add(list, OverrideRegister.ID_AA64ISAR1, "gpi", 28, OverrideFilter.NONE);
    add(list, OverrideRegister.ID_AA64ISAR1, "gpa", 24, OverrideFilter.NONE);
    add(list, OverrideRegister.ID_AA64ISAR1, "api", 8, OverrideFilter.NONE);
    add(list, OverrideRegister.ID_AA64ISAR1, "apa", 4, OverrideFilter.NONE);
    add(list, OverrideRegister.ID_AA64ISAR2, "gpa3", 8, OverrideFilter.NONE);
    add(list, OverrideRegister.ID_AA64ISAR2, "apa3", 12, OverrideFilter.NONE);
    if (traits.has(Trait.OVERRIDE_MOPS)) {
      add(list, OverrideRegister.ID_AA64ISAR2, "mops", 16, OverrideFilter.NONE);
    }
    if (traits.has(Trait.OVERRIDE_WFXT)) {
      add(list, OverrideRegister.ID_AA64ISAR2, "wfxt", 0, OverrideFilter.NONE);
    }
    add(list, OverrideRegister.ID_AA64SMFR0, "smever", 56, OverrideFilter.NONE);
    add(list, new OverrideField(OverrideRegister.ID_AA64SMFR0, "fa64", 63, 1), OverrideFilter.NONE);
  }

  private void addSoftwareFields(ImmutableList.Builder<Entry> list) {
    int shift = 0;
    for (SoftwareFeature feature : SoftwareFeature.values()) {
      boolean present =
          switch (feature) {
            case NOKASLR, RODATAOFF -> true;
            case HVHE -> traits.has(Trait.OVERRIDE_HVHE);
            case NOWXN -> traits.has(Trait.WXN);
          };
      if (present) {
        add(
            list,
            OverrideRegister.ARM64_SW,
            feature.label(),
            shift,
            feature == SoftwareFeature.HVHE ? OverrideFilter.HVHE : OverrideFilter.NONE);
        shift += FIELD_BITS;
      }
    }
  }

  private static void add(
      ImmutableList.Builder<Entry> list,
      OverrideRegister register,
      String name,
      int shift,
      OverrideFilter filter) {
    add(list, new OverrideField(register, name, shift, FIELD_BITS), filter);
  }

  private static void add(
      ImmutableList.Builder<Entry> list, OverrideField field, OverrideFilter filter) {
    list.add(new Entry(field, field.label() + "=", filter));
  }
}
