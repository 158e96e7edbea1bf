// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu;

import java.util.regex.Pattern;

/**
 * The registers beside those of {@link IdRegister} that a dump of a CPU has: AArch32's, those of
 * caches, vectors and timers, and those that are newer than this program.
 */
final class UnreadRegister {
  private static final Pattern NAMES =
      Pattern.compile(
          "ID_[A-Z0-9]+(_EL1)?|MVFR[0-9](_EL1)?|S[0-3]_[0-7]_C?[0-9]{1,2}_C?[0-9]{1,2}_[0-7]"
              + "|(MPIDR|AIDR|CLIDR|CCSIDR2?|CSSELR|GMID|SMIDR|PMMIR|MPAMIDR|PMSIDR|TRBIDR|LORID"
              + "|ERRIDR)(_EL1)?|(CTR|DCZID|CNTFRQ|PMCR|PMCEID[01])(_EL0)?",
          Pattern.CASE_INSENSITIVE);

  private UnreadRegister() {}

  /** Whether {@code name} is of such a register, in any case. */
  static boolean is(String name) {
    return NAMES.matcher(name).matches();
  }
}
