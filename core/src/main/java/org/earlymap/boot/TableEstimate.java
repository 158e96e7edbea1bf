// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot;

import org.earlymap.Range;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.Decisions;
import org.earlymap.boot.decide.DirectMapGranularity;
import org.earlymap.boot.decide.EarlyParameters;
import org.earlymap.boot.decide.Stage;
import org.earlymap.config.KernelConfig;

/** How large the tables of the linear map will be, before any of them is made. */
public final class TableEstimate {
  private static final int DESCRIPTOR_SHIFT = 3;

  private TableEstimate() {}

  /**
   * Bytes of last-level tables that map the machine's memory; 0 at stages that do not map it.
   * Tables of other levels, and those of other mappings, are a small part beside them.
   */
  public static long linearMapBytes(BootEnvironment environment, Stage stage) {
    if (!stage.includes(Stage.PAGING_INIT)) {
      return 0;
    }
    KernelConfig config = environment.kernel().config();
    EarlyParameters parameters =
        EarlyParameters.of(
            config,
            environment.kernel().traits(),
            Decisions.commandLine(config, environment.machine()));
    Range reachable = new Range(0, 1L << environment.decisions().features().paBits());
    long memory = 0;
    for (Range bank : environment.machine().banks()) {
      memory += bank.intersection(reachable).map(Range::size).orElse(0L);
    }
    if (parameters.memoryLimit().isPresent()) {
      memory = Math.min(memory, parameters.memoryLimit().getAsLong());
    }
    memory = Math.min(memory, 1L << (environment.decisions().vaBitsActual() - 1));
    int page = config.granule().shift();
    int block = page + (page - DESCRIPTOR_SHIFT);
    boolean pages = new DirectMapGranularity(environment, parameters).forcesPages();
    return memory >>> (pages ? page : block) << DESCRIPTOR_SHIFT;
  }
}
