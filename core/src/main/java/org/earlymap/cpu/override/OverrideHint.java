// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu.override;

import java.util.Locale;

/** Why a token that looks like an override is none. */
final class OverrideHint {
  private OverrideHint() {}

  /** The reason, or nothing where {@code token} has nothing to do with overrides. */
  static String of(String token, OverrideDialect dialect) {
    String lower = token.toLowerCase(Locale.ROOT);
    boolean ours =
        lower.startsWith("id_aa64")
            || lower.startsWith("arm64.")
            || lower.startsWith("arm64_sw.")
            || lower.startsWith("nokaslr")
            || lower.startsWith("kvm_arm.mode=")
            || lower.startsWith("rodata=");
    if (!ours) {
      return "";
    }
    for (OverrideAlias alias : dialect.aliases()) {
      if (alias.name().equals(lower)) {
        return "the parser tells upper case from lower: it knows " + alias.name();
      }
      if (lower.startsWith(alias.name())) {
        return "an alias is the whole token: " + alias.name();
      }
    }
    if (!lower.startsWith("id_aa64") && !lower.startsWith("arm64_sw.")) {
      return lower.startsWith("arm64.") ? "no such alias in this kernel" : "";
    }
    int dot = lower.indexOf('.');
    int equals = lower.indexOf('=');
    if (equals < 0 || dot < 0 || equals < dot) {
      return "an override is register.field=value";
    }
    if (dialect.field(lower.substring(0, equals)).isPresent()) {
      return "the parser tells upper case from lower";
    }
    String register = lower.substring(0, dot);
    StringBuilder names = new StringBuilder();
    for (OverrideField field : dialect.fields()) {
      if (field.register().label().equals(register)) {
        names.append(names.length() == 0 ? "" : ", ").append(field.name());
      }
    }
    return names.length() == 0
        ? "this kernel overrides nothing in " + register
        : "the fields of " + register + " that this kernel overrides are " + names;
  }
}
