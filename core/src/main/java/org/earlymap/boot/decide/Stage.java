// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.decide;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Points of a boot at which the state of memory is known; each includes those before it. */
public enum Stage {
  /** {@code create_init_idmap} has returned, the MMU is off. */
  INIT_IDMAP,
  /** {@code early_map_kernel} has returned. */
  EARLY_MAP,
  /** {@code start_kernel} is entered: KASAN's early shadow is in. */
  START_KERNEL,
  /** {@code bootmem_init} is entered: fixmap, linear map and permanent ID map are in. */
  PAGING_INIT,
  /** {@code mark_rodata_ro} and the freeing of init memory are done. */
  RODATA_RO;

  /** The stage of a name such as {@code early-map}. */
  public static Optional<Stage> named(String name) {
    return Arrays.stream(values()).filter(stage -> stage.label().equals(name)).findFirst();
  }

  /** The name on the command line and in a manifest. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether the boot has come to {@code other} by this stage. */
  public boolean includes(Stage other) {
    return compareTo(other) >= 0;
  }
}
