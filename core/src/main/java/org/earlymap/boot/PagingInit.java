// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot;

import java.util.Optional;
import org.earlymap.kernel.KernelConfig;
import org.earlymap.kernel.KernelImage;
import org.earlymap.kernel.Trait;
import org.earlymap.table.PgdMapper;
import org.earlymap.table.Range;

/** What {@code setup_arch} does to the tables up to {@code bootmem_init}, in its order. */
final class PagingInit {
  private final KernelTables tables;
  private final EarlyFixmap fixmap;
  private final PgdMapper mapper;
  private final EarlyParameters parameters;
  private long memstartAddr;
  private Optional<Range> kfencePool = Optional.empty();

  PagingInit(KernelTables tables) {
    KernelImage kernel = tables.environment().kernel();
    KernelConfig config = kernel.config();
    this.tables = tables;
    this.fixmap = new EarlyFixmap(tables);
    this.mapper =
        new PgdMapper(
            tables.memory(),
            config.granule(),
            config.descriptorFormat(),
            config.vaBits(),
            tables.rootLevel(),
            kernel.traits().has(Trait.TABLE_AF));
    this.parameters =
        EarlyParameters.of(
            config, kernel.traits(), Decisions.commandLine(config, tables.environment().machine()));
  }

  void run() {
    fixmap.init();
    fixmap.mapFdt(mapper);
    Arm64MemblockInit.Result memory = new Arm64MemblockInit(tables.environment()).run(parameters);
    memstartAddr = memory.placement().memstartAddr();
    kfencePool = new MapMem(tables, memory.memblock(), memory.placement(), mapper).run(parameters);
    new PermanentIdMap(tables).create();
  }

  /** {@code memstart_addr}. */
  long memstartAddr() {
    return memstartAddr;
  }

  /** KFENCE's pool, which is mapped by pages and changes as the kernel runs. */
  Optional<Range> kfencePool() {
    return kfencePool;
  }
}
