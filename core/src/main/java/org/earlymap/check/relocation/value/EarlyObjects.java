// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation.value;

import org.earlymap.check.CheckedKernel;
import org.earlymap.version.Trait;

/**
 * EM-REL-021: the objects of {@code arch/arm64/kernel/pi} hold no absolute address. Protects from
 * code that maps and relocates the kernel by addresses which are not relocated yet.
 */
final class EarlyObjects extends PositionIndependent {
  static final String PREFIX = "__pi_";

  EarlyObjects() {
    super(
        "EM-REL-021",
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
