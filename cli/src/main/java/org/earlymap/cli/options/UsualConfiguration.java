// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.earlymap.arch.Granule;
import org.earlymap.config.Kasan;
import org.earlymap.config.KernelConfig;

/** Configurations of which only a few options are said: the others are as in the defconfig. */
public final class UsualConfiguration {
  /** The options that count for the address space and that nearly all kernels have. */
  static final ImmutableMap<String, String> OPTIONS =
      ImmutableMap.of(
          "RELOCATABLE", "y",
          "RANDOMIZE_BASE", "y",
          "UNMAP_KERNEL_AT_EL0", "y",
          "SPARSEMEM_VMEMMAP", "y",
          "VMAP_STACK", "y");

  private UsualConfiguration() {}

  /**
   * A configuration of the usual options and these.
   *
   * @param vaBits CONFIG_ARM64_VA_BITS; with 52 there are 52 PA bits, else 48
   * @throws org.earlymap.config.KernelConfigException where no kernel has such a configuration
   */
  public static KernelConfig of(Granule granule, int vaBits, Kasan kasan) {
    Map<String, String> options = new LinkedHashMap<>(OPTIONS);
    options.put("ARM64_" + granule.label() + "_PAGES", "y");
    options.put("ARM64_VA_BITS", Integer.toString(vaBits));
    options.put("ARM64_PA_BITS", vaBits == 52 ? "52" : "48");
    if (kasan != Kasan.NONE) {
      options.put("KASAN_" + kasan, "y");
    }
    return KernelConfig.of(options);
  }
}
