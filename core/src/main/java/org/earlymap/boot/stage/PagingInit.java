// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.stage;

import java.util.Optional;
import org.earlymap.Range;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.Decisions;
import org.earlymap.boot.decide.DirectMapGranularity;
import org.earlymap.boot.decide.EarlyParameters;
import org.earlymap.boot.memblock.Arm64MemblockInit;
import org.earlymap.boot.memblock.Memblock;
import org.earlymap.config.KernelConfig;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.layout.LinearMapPlacement;
import org.earlymap.machine.UefiMemory;
import org.earlymap.table.PgdMapper;
import org.earlymap.table.TablePool;

/**
 * What {@code setup_arch} does to the tables up to {@code bootmem_init}, in its order, and what it
 * leaves to the stages after it.
 */
public final class PagingInit {
  private final KernelTables tables;
  private final EarlyFixmap fixmap;
  private final PgdMapper mapper;
  private final EarlyParameters parameters;
  private final Memblock memblock;
  private final LinearMapPlacement placement;
  private final Optional<Range> kfencePool;

  private PagingInit(
      KernelTables tables,
      EarlyFixmap fixmap,
      PgdMapper mapper,
      EarlyParameters parameters,
      Arm64MemblockInit.Result memory,
      Optional<Range> kfencePool) {
    this.tables = tables;
    this.fixmap = fixmap;
    this.mapper = mapper;
    this.parameters = parameters;
    this.memblock = memory.memblock();
    this.placement = memory.placement();
    this.kfencePool = kfencePool;
  }

  /** Writes the tables, and tells what the boot goes on with. */
  public static PagingInit run(KernelTables tables) {
    BootEnvironment environment = tables.environment();
    KernelBuild kernel = environment.kernel();
    KernelConfig config = kernel.config();
    PgdMapper mapper =
        new PgdMapper(
            tables.memory(),
            config.granule(),
            config.descriptorFormat(),
            config.vaBits(),
            tables.rootLevel(),
            kernel.traits());
    EarlyParameters parsed =
        EarlyParameters.of(
            config, kernel.traits(), Decisions.commandLine(config, environment.machine()));
    EarlyFixmap fixmap = EarlyFixmap.init(tables);
    fixmap.mapFdt(mapper);
    parsed.earlyConsole().address(environment.machine().stdout()).ifPresent(fixmap::mapConsole);
    environment.machine().uefi().flatMap(UefiMemory::mapBuffer).ifPresent(fixmap::mapUefiMemoryMap);
    Arm64MemblockInit.Result memory = new Arm64MemblockInit(environment).run(parsed);
    MapMem linearMap = new MapMem(tables, memory.memblock(), memory.placement(), mapper);
    Optional<Range> kfencePool = linearMap.allocateKfencePool(parsed);
    EarlyParameters parameters = kfencePool.isPresent() ? parsed : parsed.withoutKfence();
    linearMap.run(parameters, kfencePool);
    new PermanentIdMap(tables).create(new DirectMapGranularity(environment, parameters));
    return new PagingInit(tables, fixmap, mapper, parameters, memory, kfencePool);
  }

  /** {@code memstart_addr}. */
  public long memstartAddr() {
    return placement.memstartAddr();
  }

  /** KFENCE's pool, which is mapped by pages and changes as the kernel runs. */
  Optional<Range> kfencePool() {
    return kfencePool;
  }

  /** {@code __phys_to_virt}. */
  long linearVa(long pa) {
    return placement.linearVa(pa);
  }

  /** From the first to the last byte of memory. */
  Range memory() {
    return new Range(memblock.start(), memblock.end());
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
      long pa = memblock.allocate(page, page);
      tables.memory().addPages(pa, page);
      return pa;
    };
  }
}
