// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation;

import org.earlymap.check.CheckedKernel;
import org.earlymap.version.Trait;

/** {@code arch/arm64/kernel/pi}: code that maps and relocates the kernel. */
final class EarlyObjects extends PositionIndependent {
  static final String PREFIX = "__pi_";

  EarlyObjects() {
    super(
        "021",
        "position-independent early objects hold no absolute address: they run before relocation",
        "arch/arm64/kernel/pi/relacheck.c: Unexpected absolute relocations detected",
        PREFIX,
        "is used before the kernel is relocated");
  }

  @Override
  boolean isPartOf(CheckedKernel kernel) {
    return kernel.has(Trait.C_MAP_KERNEL);
  }
}
