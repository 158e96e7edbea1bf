// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu.override;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.earlymap.cpu.IdRegisters;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/**
 * What a command line overrides in the CPU's ID registers, as the kernel sees it before it maps
 * itself ({@code init_feature_override}). Quirks included: tokens are cut at 255 bytes, only {@code
 * -- } followed by white space ends the parsing, a rejected value stays visible to the checks that
 * do not look at the mask.
 */
public final class FeatureOverrides {
  private static final FeatureOverrides NONE =
      new FeatureOverrides(
          OverrideDialect.of(KernelTraits.none()), ImmutableMap.of(), ImmutableList.of());

  private final OverrideDialect dialect;
  private final ImmutableMap<OverrideRegister, OverrideValue> values;
  private final ImmutableList<OverrideVerdict> verdicts;

  private FeatureOverrides(
      OverrideDialect dialect,
      Map<OverrideRegister, OverrideValue> values,
      ImmutableList<OverrideVerdict> verdicts) {
    this.dialect = dialect;
    this.values = Maps.immutableEnumMap(values);
    this.verdicts = verdicts;
  }

  /** Nothing overridden. */
  public static FeatureOverrides none() {
    return NONE;
  }

  /** What {@code commandLine} overrides, its characters encoded as UTF-8. */
  public static FeatureOverrides parse(
      String commandLine, IdRegisters cpu, OverrideContext context) {
    return parse(commandLine.getBytes(StandardCharsets.UTF_8), cpu, context);
  }

  /** What the bytes of {@code commandLine}, up to the first NUL, override. */
  public static FeatureOverrides parse(
      byte[] commandLine, IdRegisters cpu, OverrideContext context) {
    OverrideParser parser = new OverrideParser(cpu, context);
    parser.parse(new String(commandLine, StandardCharsets.ISO_8859_1));
    return new FeatureOverrides(context.dialect(), parser.values(), parser.trace());
  }

  /** The value and mask of {@code register}; both zero where nothing was asked for. */
  public OverrideValue get(OverrideRegister register) {
    return values.getOrDefault(register, OverrideValue.NONE);
  }

  /**
   * Whether {@code feature} is on, as this kernel asks for it: where the override was accepted, or,
   * with {@link Trait#RAW_SW_OVERRIDES}, by its value alone. A feature that the kernel does not
   * know is off.
   */
  public boolean isOn(SoftwareFeature feature) {
    OptionalInt shift = dialect.shiftOf(feature);
    if (shift.isEmpty()) {
      return false;
    }
    OverrideValue software = get(OverrideRegister.ARM64_SW);
    return dialect.traits().has(Trait.RAW_SW_OVERRIDES)
        ? (software.value() >>> shift.getAsInt() & 0xf) != 0
        : software.checkedField(0, shift.getAsInt()) != 0;
  }

  /** What each token of the command line did, in order. */
  public List<OverrideVerdict> verdicts() {
    return verdicts;
  }

  /** Which parser this was. */
  public OverrideDialect dialect() {
    return dialect;
  }
}
