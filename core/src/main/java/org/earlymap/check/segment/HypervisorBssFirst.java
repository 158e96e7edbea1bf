// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.segment;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;

/**
 * EM-SEG-013: the hypervisor's BSS comes first in the kernel's. Protects from an nVHE hypervisor
 * that maps, or gives up, memory of the kernel with its own.
 */
final class HypervisorBssFirst extends Rule {
  HypervisorBssFirst() {
    super(
        "EM-SEG-013",
        Severity.ERROR,
        "the hypervisor's BSS comes first in the kernel's",
        "arch/arm64/kernel/vmlinux.lds.S: ASSERT(__hyp_bss_start == __bss_start)");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    if (!kernel.config().isSet("KVM")) {
      return;
    }
    long hypervisor = kernel.at("__hyp_bss_start");
    long all = kernel.at("__bss_start");
    if (hypervisor != all) {
      verdict.finding(
          "__hyp_bss_start",
          hypervisor,
          String.format(
              "__hyp_bss_start is at %s, __bss_start at %s",
              Figures.hex(hypervisor), Figures.hex(all)));
    }
  }
}
