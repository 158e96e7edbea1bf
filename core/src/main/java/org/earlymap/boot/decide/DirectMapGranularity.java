// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.decide;

import org.earlymap.config.KernelConfig;
import org.earlymap.version.Trait;

/** Whether the linear map consists of single pages, or of blocks that may have to be split. */
public final class DirectMapGranularity {
  private final boolean debugPagealloc;
  private final boolean permissionsChange;
  private final boolean splitsLive;

  public DirectMapGranularity(BootEnvironment environment, EarlyParameters parameters) {
    KernelConfig config = environment.kernel().config();
    boolean kfenceLater = config.isSet("KFENCE") && !parameters.kfence();
    this.debugPagealloc = parameters.debugPagealloc();
    this.permissionsChange = parameters.rodataFull() || kfenceLater;
    this.splitsLive =
        environment.kernel().traits().has(Trait.BLOCK_LINEAR_BBML2)
            && (environment.kernel().traits().has(Trait.BBML3)
                ? environment.decisions().features().hasBbml3()
                : environment.decisions().features().hasBbml2NoAbort());
  }

  /** {@code can_set_direct_map}; {@code force_pte_mapping} from 6.18 on. */
  public boolean forcesPages() {
    return debugPagealloc || (permissionsChange && !splitsLive);
  }

  /** {@code linear_map_requires_bbml2}: there are blocks, and they will be split under use. */
  public boolean splitsBlocksLater() {
    return !debugPagealloc && permissionsChange && splitsLive;
  }
}
