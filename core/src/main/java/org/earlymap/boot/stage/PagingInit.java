// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.stage;

import java.util.Optional;
import org.earlymap.Range;
import org.earlymap.boot.decide.Decisions;
import org.earlymap.boot.decide.DirectMapGranularity;
import org.earlymap.boot.decide.EarlyParameters;
import org.earlymap.boot.memblock.Arm64MemblockInit;
import org.earlymap.boot.memblock.Memblock;
import org.earlymap.config.KernelConfig;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.layout.LinearMapPlacement;
import org.earlymap.table.PgdMapper;
import org.earlymap.table.TablePool;

/** What {@code setup_arch} does to the tables up to {@code bootmem_init}, in its order. */
public final class PagingInit {
  private final KernelTables tables;
  private final EarlyFixmap fixmap;
  private final PgdMapper mapper;
  private EarlyParameters parameters;
  private Optional<LinearMapPlacement> placement = Optional.empty();
  private Optional<Memblock> memblock = Optional.empty();
  private Optional<Range> kfencePool = Optional.empty();

  public PagingInit(KernelTables tables) {
    KernelBuild kernel = tables.environment().kernel();
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
            kernel.traits());
    this.parameters =
        EarlyParameters.of(
            config, kernel.traits(), Decisions.commandLine(config, tables.environment().machine()));
  }

  public void run() {
    fixmap.init();
    fixmap.mapFdt(mapper);
    parameters
        .earlyConsole()
        .address(tables.environment().machine().stdout())
        .ifPresent(fixmap::mapConsole);
    Arm64MemblockInit.Result memory = new Arm64MemblockInit(tables.environment()).run(parameters);
    placement = Optional.of(memory.placement());
    memblock = Optional.of(memory.memblock());
    MapMem linearMap = new MapMem(tables, memory.memblock(), memory.placement(), mapper);
    kfencePool = linearMap.allocateKfencePool(parameters);
    if (kfencePool.isEmpty()) {
      parameters = parameters.withoutKfence();
    }
    linearMap.run(parameters, kfencePool);
    new PermanentIdMap(tables).create(new DirectMapGranularity(tables.environment(), parameters));
  }

  /** {@code memstart_addr}. */
  public long memstartAddr() {
    return placement.orElseThrow().memstartAddr();
  }

  /** KFENCE's pool, which is mapped by pages and changes as the kernel runs. */
  Optional<Range> kfencePool() {
    return kfencePool;
  }

  /** {@code __phys_to_virt}. */
  long linearVa(long pa) {
    return placement.orElseThrow().linearVa(pa);
  }

  /** From the first to the last byte of memory. */
  Range memory() {
    return new Range(memblock.orElseThrow().start(), memblock.orElseThrow().end());
  }

  /** Those in force: without KFENCE where it found no room for its pool. */
  EarlyParameters parameters() {
    return parameters;
  }

  EarlyFixmap fixmap() {
    return fixmap;
  }

  PgdMapper mapper() {
    return mapper;
  }

  /** More pages from memblock; a running kernel would take them from its later allocators. */
  TablePool pages() {
    long page = tables.environment().kernel().config().granule().bytes();
    return () -> {
      long pa = memblock.orElseThrow().allocate(page, page);
      tables.memory().addPages(pa, page);
      return pa;
    };
  }
}
