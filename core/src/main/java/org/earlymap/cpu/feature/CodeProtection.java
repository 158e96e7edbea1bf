// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu.feature;

import org.earlymap.config.KernelConfig;

/**
 * By what a kernel protects its own control flow on a CPU.
 *
 * @param guarded whether text is mapped with GP, so that branches need targets (BTI)
 * @param signed whether return addresses are signed (PAC)
 * @param dynamicScs whether shadow call stacks are patched into text, for want of either
 */
public record CodeProtection(boolean guarded, boolean signed, boolean dynamicScs) {
  /** What a build comes to on a CPU, {@code map_kernel} and {@code scs_patch}. */
  public static CodeProtection of(KernelConfig config, CpuFeatures cpu) {
    boolean guarded = config.isSet("ARM64_BTI_KERNEL") && cpu.hasBti();
    boolean signed = config.isSet("ARM64_PTR_AUTH_KERNEL") && cpu.hasPointerAuth();
    return new CodeProtection(
        guarded, signed, config.isSet("UNWIND_PATCH_PAC_INTO_SCS") && !guarded && !signed);
  }
}
