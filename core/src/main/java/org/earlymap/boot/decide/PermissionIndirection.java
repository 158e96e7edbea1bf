// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.decide;

import java.util.Optional;
import org.earlymap.arch.IndirectPermissions;
import org.earlymap.version.Trait;

/**
 * PIR_EL1 and PIRE0_EL1 as {@code __cpu_setup} programs them where the CPU has FEAT_S1PIE. Each
 * combination of bits that Linux uses has the rights that it has without the feature.
 */
final class PermissionIndirection {
  private static final long PIR = 0xcc88_0e0a_c080_0000L;

  /** With the rights that FEAT_S1POE may take away, which are the same rights without it. */
  private static final long PIRE0 = 0x5010_0000_7032_0000L;

  /** Guarded control stacks: indices 9 and 11 can be read by EL0. */
  private static final long PIRE0_GCS = 0x0000_9080_0000_0000L;

  private PermissionIndirection() {}

  /** The registers; empty where the kernel or the CPU has none. */
  public static Optional<IndirectPermissions> of(BootEnvironment environment) {
    boolean programmed =
        environment.kernel().traits().has(Trait.PIE) && environment.decisions().features().hasPie();
    if (!programmed) {
      return Optional.empty();
    }
    boolean gcs = environment.kernel().traits().has(Trait.GCS);
    return Optional.of(new IndirectPermissions(PIR, gcs ? PIRE0 | PIRE0_GCS : PIRE0));
  }
}
