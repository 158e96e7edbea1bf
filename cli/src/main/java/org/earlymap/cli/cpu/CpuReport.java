// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.cpu;

import java.util.List;
import org.earlymap.cpu.CpuModel;
import org.earlymap.cpu.IdField;
import org.earlymap.cpu.IdFields;
import org.earlymap.cpu.IdRegister;
import org.earlymap.cpu.feature.EarlyDecision;
import org.earlymap.cpu.feature.EarlyDecisions;
import org.earlymap.cpu.override.FeatureOverrides;
import org.earlymap.cpu.override.OverrideContext;
import org.earlymap.cpu.override.OverrideRegister;
import org.earlymap.cpu.override.OverrideValue;

/**
 * What {@code earlymap cpu} has to say of one CPU.
 *
 * @param model the CPU
 * @param fields the fields of its registers
 * @param kernel the kernel in words
 * @param commandLine what it is booted with
 * @param context how it is built and entered
 * @param overrides what the command line overrides
 */
record CpuReport(
    CpuModel model,
    IdFields fields,
    String kernel,
    String commandLine,
    OverrideContext context,
    FeatureOverrides overrides) {

  /** A field's values: the register's, and what checked overrides make of it. */
  record Seen(IdField field, int raw, int after, boolean rejected) {}

  static CpuReport of(CpuModel model, String kernel, String commandLine, OverrideContext context) {
    return new CpuReport(
        model,
        IdFields.load(),
        kernel,
        commandLine,
        context,
        FeatureOverrides.parse(commandLine, model.registers(), context));
  }

  List<EarlyDecision> decisions() {
    return EarlyDecisions.of(model.registers(), overrides, context);
  }

  Seen see(IdField field) {
    long register = model.registers().get(field.register());
    OverrideValue override = override(field.register());
    long bits = (-1L >>> (63 - (field.high() - field.low()))) << field.low();
    boolean rejected = (override.value() & bits & ~override.mask()) != 0;
    int raw = field.value(register);
    return new Seen(
        field, raw, rejected ? raw : field.value(override.unchecked(register)), rejected);
  }

  private OverrideValue override(IdRegister register) {
    for (OverrideRegister override : OverrideRegister.values()) {
      if (override != OverrideRegister.ARM64_SW && register.name().startsWith(override.name())) {
        return overrides.get(override);
      }
    }
    return OverrideValue.NONE;
  }
}
