// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.memblock;

import org.earlymap.InputCause;
import org.earlymap.Range;
import org.earlymap.arch.Granule;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.BootException;
import org.earlymap.boot.decide.EarlyParameters;
import org.earlymap.config.KernelConfig;
import org.earlymap.layout.LinearMapPlacement;
import org.earlymap.version.KernelTraits;

/**
 * Memory as {@code setup_machine_fdt} and {@code arm64_memblock_init} leave it: what is there, what
 * is reserved, and where the linear map starts.
 */
public final class Arm64MemblockInit {
  private final BootEnvironment environment;
  private final KernelConfig config;
  private final KernelTraits traits;
  private final Granule granule;
  private final Memblock memblock = new Memblock();

  public Arm64MemblockInit(BootEnvironment environment) {
    this.environment = environment;
    this.config = environment.kernel().config();
    this.traits = environment.kernel().traits();
    this.granule = config.granule();
  }

  /** What the memory becomes, and where it comes to lie in the linear map. */
  public record Result(Memblock memblock, LinearMapPlacement placement) {}

  public Result run(EarlyParameters parameters) {
    if (environment.machine().uefi().isPresent()) {
      new EfiInit(memblock, granule, parameters.efiSoftReserve())
          .run(environment.machine().uefi().get());
    } else {
      addBanks();
    }
    if (memblock.isEmpty()) {
      throw new BootException(
          "the linear map needs the machine's memory", InputCause.MEMORY_UNKNOWN);
    }
    memblock.reserve(environment.machine().placement().fdt());
    LinearMapPlacement placement =
        LinearMapPlacement.of(
            environment.decisions().layout(),
            new LinearMapPlacement.Inputs(
                memblock.memory(),
                environment.decisions().sizes().physMaskBits(),
                environment.decisions().features().paBits(),
                environment.decisions().kaslr().linearSeed(),
                environment.image().end(),
                environment.decisions().nvheCapsLinearMap()));
    for (LinearMapPlacement.Dropped dropped : placement.dropped()) {
      memblock.remove(dropped.range());
    }
    parameters.memoryLimit().ifPresent(this::limit);
    parameters.initrd().or(environment.machine()::initrd).ifPresent(this::addInitrd);
    memblock.reserve(imageRange());
    addReservations();
    return new Result(memblock, placement);
  }

  /** {@code early_init_dt_add_memory_arch}: start rounded up, end rounded down to a page. */
  private void addBanks() {
    for (Range bank : environment.machine().banks()) {
      long start = granule.pageUp(bank.start());
      long end = granule.pageDown(bank.end());
      if (Long.compareUnsigned(start, end) < 0) {
        memblock.add(new Range(start, end));
      }
    }
  }

  /** {@code memblock_mem_limit_remove_map}, and the kernel added back. */
  private void limit(long limit) {
    long left = limit;
    for (Range range : memblock.memory()) {
      if (Long.compareUnsigned(left, range.size()) <= 0) {
        memblock.cap(range.start() + left);
        break;
      }
      left -= range.size();
    }
    memblock.add(new Range(environment.image().loadAddress(), environment.image().end()));
  }

  private void addInitrd(Range initrd) {
    if (!config.isSet("BLK_DEV_INITRD") || initrd.size() == 0) {
      return;
    }
    Range pages = new Range(granule.pageDown(initrd.start()), granule.pageUp(initrd.end()));
    long reach = memblock.start() + environment.decisions().layout().linearRegionSize();
    if (Long.compareUnsigned(pages.start(), memblock.start()) < 0
        || Long.compareUnsigned(pages.end(), reach) > 0) {
      return;
    }
    memblock.add(pages);
    memblock.clearNoMap(pages);
    memblock.reserve(pages);
  }

  private Range imageRange() {
    return new Range(environment.image().aliasStart(traits), environment.image().end());
  }

  private void addReservations() {
    ReservedMemory reserved = new ReservedMemory(memblock, config);
    environment.machine().reservations().forEach(reserved::reserve);
  }
}
