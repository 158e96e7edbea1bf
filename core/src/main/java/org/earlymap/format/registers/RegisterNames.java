// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.registers;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The names that tools give to the registers of translation: with and without the exception level,
 * in either case, and as {@code S<op0>_<op1>_C<n>_C<m>_<op2>} (Arm ARM C5.3).
 */
final class RegisterNames {
  private static final List<String> TRANSLATION =
      List.of("TCR", "TCR2", "TTBR0", "TTBR1", "MAIR", "SCTLR", "PIR", "PIRE0");

  private static final Map<String, String> NAMES = names();

  private RegisterNames() {}

  /** The architecture's name of a register that counts here; empty for all others. */
  static Optional<String> of(String name) {
    return Optional.ofNullable(NAMES.get(name.toUpperCase(Locale.ROOT)));
  }

  private static Map<String, String> names() {
    Map<String, String> names = new HashMap<>();
    for (String name : TRANSLATION) {
      for (String level : List.of("_EL1", "_EL2")) {
        names.put(name + level, name + level);
      }
      names.put(name, name + "_EL1");
    }
    names.put("HCR_EL2", "HCR_EL2");
    String[] encoded = {
      "S3_0_C1_C0_0", "SCTLR_EL1", "S3_0_C2_C0_0", "TTBR0_EL1", "S3_0_C2_C0_1", "TTBR1_EL1",
      "S3_0_C2_C0_2", "TCR_EL1", "S3_0_C2_C0_3", "TCR2_EL1", "S3_0_C10_C2_0", "MAIR_EL1",
      "S3_0_C10_C2_2", "PIRE0_EL1", "S3_0_C10_C2_3", "PIR_EL1", "S3_4_C1_C1_0", "HCR_EL2",
      "S3_4_C1_C0_0", "SCTLR_EL2", "S3_4_C2_C0_0", "TTBR0_EL2", "S3_4_C2_C0_1", "TTBR1_EL2",
      "S3_4_C2_C0_2", "TCR_EL2", "S3_4_C10_C2_0", "MAIR_EL2",
    };
    for (int i = 0; i < encoded.length; i += 2) {
      names.put(encoded[i], encoded[i + 1]);
    }
    return names;
  }
}
