// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Map;
import org.earlymap.arch.Granule;
import org.earlymap.cpu.IdField.Kind;
import org.earlymap.cpu.override.OverrideAlias;
import org.earlymap.cpu.override.OverrideDialect;
import org.earlymap.cpu.override.OverrideField;
import org.earlymap.cpu.override.OverrideRegister;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;
import org.junit.jupiter.api.Test;

final class IdFieldsTest {
  private final IdFields fields = IdFields.load();

  @Test
  void fieldsOfARegisterDoNotOverlapAndGoDownwards() {
    for (IdRegister register : IdRegister.values()) {
      assertThat(fields.of(register)).as("%s", register).isNotEmpty();
      int above = 64;
      for (IdField field : fields.of(register)) {
        assertThat(field.high()).as("%s", field).isLessThan(above);
        assertThat(field.low()).as("%s", field).isBetween(0, field.high());
        above = field.low();
        assertThat(field.title()).as("%s", field).isNotEmpty();
        boolean number = field.kind() == Kind.NUMBER || field.kind() == Kind.COUNT;
        assertThat(field.meanings().isEmpty()).as("%s", field).isEqualTo(number);
        int width = field.high() - field.low() + 1;
        field
            .meanings()
            .keySet()
            .forEach(
                value ->
                    assertThat(value)
                        .as("%s", field)
                        .isBetween(
                            field.kind() == Kind.SIGNED ? -(1 << (width - 1)) : 0,
                            (field.kind() == Kind.SIGNED ? 1 << (width - 1) : 1 << width) - 1));
      }
    }
  }

  /** The parser's table of fields and this one were written apart. */
  @Test
  void everyOverriddenFieldLiesWhereTheTableHasIt() {
    OverrideDialect all = OverrideDialect.of(KernelTraits.of(EnumSet.allOf(Trait.class)));
    int compared = 0;
    for (OverrideField override : all.fields()) {
      if (override.register() == OverrideRegister.ARM64_SW) {
        continue;
      }
      IdField field =
          fields
              .find(override.register().idRegister().orElseThrow(), override.name())
              .orElseThrow();
      assertThat(field.low()).as("%s", override).isEqualTo(override.shift());
      assertThat(field.high() - field.low() + 1).as("%s", override).isEqualTo(override.width());
      compared++;
    }
    assertThat(compared).isEqualTo(23);
  }

  @Test
  void aliasesNameFieldsThatTheDialectHas() {
    for (Trait without : Trait.values()) {
      KernelTraits some = KernelTraits.of(EnumSet.allOf(Trait.class)).with(without, false);
      OverrideDialect dialect = OverrideDialect.of(some);
      for (OverrideAlias alias : dialect.aliases()) {
        for (String option : alias.expansion().split(" ", -1)) {
          assertThat(dialect.field(option.substring(0, option.indexOf('='))))
              .as("%s without %s", alias, without)
              .isPresent();
        }
      }
    }
  }

  @Test
  void valuesAreReadAsTheirFieldHasThem() {
    IdField fp = fields.find(IdRegister.ID_AA64PFR0_EL1, "fp").orElseThrow();
    assertThat(fp.value(0xf0000L)).isEqualTo(-1);
    assertThat(fp.meaning(-1)).isEqualTo("none");
    assertThat(fp.meaning(5)).isEqualTo("reserved");
    IdField fa64 = fields.find(IdRegister.ID_AA64SMFR0_EL1, "fa64").orElseThrow();
    assertThat(fa64.value(1L << 63)).isEqualTo(1);
    assertThat(fa64.bits()).isEqualTo("63");
    IdField breakpoints = fields.find(IdRegister.ID_AA64DFR0_EL1, "BRPs").orElseThrow();
    assertThat(breakpoints.meaning(breakpoints.value(0x5000))).isEqualTo("6");
    assertThat(fields.find(IdRegister.ID_AA64MMFR0_EL1, "TGran4").orElseThrow().value(0xfL << 28))
        .isEqualTo(Tgran.field(Granule.SIZE_4K, 0xfL << 28));
  }

  /** Bits that a machine has set where the manual has no field. */
  private static final Map<String, Long> UNDEFINED = Map.of("apple-m1 ID_AA64MMFR2_EL1", 1L << 44);

  @Test
  void shippedModelsHaveNoReservedValuesAndTheirMidrNamesThem() throws Exception {
    for (String name : CpuModel.shipped()) {
      CpuModel model = CpuModel.find(name);
      model
          .registers()
          .asMap()
          .forEach(
              (register, value) -> {
                long covered = 0;
                for (IdField field : fields.of(register)) {
                  assertThat(field.meaning(field.value(value)))
                      .as("%s %s %s", name, register, field.name())
                      .isNotEqualTo("reserved");
                  covered |= (-1L >>> (63 - field.high() + field.low())) << field.low();
                }
                long undefined = UNDEFINED.getOrDefault(name + " " + register, 0L);
                assertThat(value & ~covered).as("%s %s", name, register).isEqualTo(undefined);
              });
      if (!name.startsWith("qemu")) {
        assertThat(model.description()).contains(partOf(model));
      }
    }
  }

  private String partOf(CpuModel model) {
    String part = fields.part(model.registers().get(IdRegister.MIDR_EL1)).orElseThrow();
    return part.substring(0, part.indexOf(" r"));
  }
}
