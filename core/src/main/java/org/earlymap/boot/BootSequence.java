// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Range;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.Tcr;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.Ttbr;
import org.earlymap.arch.VaHalf;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.BootException;
import org.earlymap.boot.decide.CpuSetup;
import org.earlymap.boot.decide.Decisions;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.boot.stage.EarlyTables;
import org.earlymap.boot.stage.ImageTables;
import org.earlymap.boot.stage.KasanEarlyInit;
import org.earlymap.boot.stage.KernelTables;
import org.earlymap.boot.stage.PagingInit;
import org.earlymap.boot.stage.RodataRo;
import org.earlymap.boot.stage.TableImage;
import org.earlymap.config.KernelConfig;
import org.earlymap.layout.StaticTables;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.table.TableRoot;

/** Runs the stages of one boot in the kernel's order. */
public final class BootSequence {
  private final BootEnvironment environment;
  private final KernelConfig config;
  private final CpuSetup cpuSetup;

  public BootSequence(BootEnvironment environment) {
    this.environment = environment;
    this.config = environment.kernel().config();
    this.cpuSetup = new CpuSetup(environment);
  }

  /**
   * Memory and registers at {@code stage}, all of it in the program's memory.
   *
   * @throws org.earlymap.table.TableRegionOverflowException where a region of the image is too
   *     small for the tables that belong into it
   */
  public BootSnapshot run(Stage stage) {
    return run(stage, Long.MAX_VALUE, Path.of(System.getProperty("java.io.tmpdir", ".")));
  }

  /**
   * Memory and registers at {@code stage}.
   *
   * @param bytesInMemory how many bytes of the linear map's tables stay in memory
   * @param folder where the others wait, in a temporary file
   * @throws BootException where the stages meet entries that the linker left in a table, and these
   *     do not lead to tables
   */
  public BootSnapshot run(Stage stage, long bytesInMemory, Path folder) {
    ByteOrder order = config.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    PhysicalMemory memory = PhysicalMemory.withPages(order, bytesInMemory, folder);
    ImageTables linked = new ImageTables(environment, memory);
    try {
      return run(stage, memory, linked);
    } catch (IndexOutOfBoundsException e) {
      throw new BootException(
          linked.hasLinkedEntries()
              ? "the kernel's file holds entries in its page tables that lead nowhere: "
                  + e.getMessage()
              : "the kernel's symbols leave its tables outside of memory: " + e.getMessage());
    }
  }

  /**
   * Memory and registers at {@link Stage#RODATA_RO}, from the tables that a kernel's own code left
   * at {@link Stage#PAGING_INIT}: the stage changes these, and what it knows of the boot beside
   * them (free memory, parameters, places) is the model's own.
   *
   * @param left what the code left
   * @param folder where pages wait in a temporary file that do not fit into {@code bytesInMemory}
   * @throws BootException where the tables do not lead where the model's stage looks
   */
  public BootSnapshot finish(BootSnapshot left, long bytesInMemory, Path folder) {
    PhysicalMemory memory = PhysicalMemory.withPages(left.memory().order(), bytesInMemory, folder);
    ImageTables linked = new ImageTables(environment, memory);
    try {
      return finish(left, memory, linked);
    } catch (IndexOutOfBoundsException e) {
      memory.close();
      throw new BootException(
          "the tables that the kernel's code left lead elsewhere than the model's: "
              + e.getMessage());
    }
  }

  private BootSnapshot finish(BootSnapshot left, PhysicalMemory memory, ImageTables linked) {
    EarlyTables early = earlyTables(linked);
    early.createInitIdmap();
    earlyMapKernel(early, cpuSetup.mmuOff());
    KernelTables tables = new KernelTables(environment, linked);
    environment
        .decisions()
        .layout()
        .kasanShadow()
        .ifPresent(shadow -> KasanEarlyInit.run(tables, shadow));
    PagingInit paging = PagingInit.run(tables);
    int statics = tables.statics().size();
    List<Range> pages = memory.pageRanges();
    LeftTables.copy(left, memory, config.granule());
    List<BootSnapshot.Predicted> predicted = RodataRo.run(tables, paging);
    TranslationRegisters registers =
        left.registers().withTcr(cpuSetup.withDirtyState(left.registers().tcr()));
    List<TableRoot> roots = new ArrayList<>(left.roots());
    trampolineRoot(tables, registers).ifPresent(roots::add);
    List<TableImage> images = new ArrayList<>(left.images());
    images.removeIf(image -> image.name().equals("init_idmap_pg_dir"));
    images.addAll(tables.statics().subList(statics, tables.statics().size()));
    images.addAll(LeftTables.taken(memory, pages, left, config.granule()));
    return new BootSnapshot(
        Stage.RODATA_RO, memory, registers, roots, images, left.memstartAddr(), predicted);
  }

  private EarlyTables earlyTables(ImageTables linked) {
    long pool = StaticTables.of(environment.decisions().layout()).fdtPoolSize();
    return new EarlyTables(environment, linked, pool);
  }

  private BootSnapshot run(Stage stage, PhysicalMemory memory, ImageTables linked) {
    EarlyTables early = earlyTables(linked);
    early.createInitIdmap();
    TranslationRegisters registers = cpuSetup.mmuOff();
    if (stage.includes(Stage.EARLY_MAP)) {
      registers = earlyMapKernel(early, registers);
    }
    List<TableImage> images = new ArrayList<>(early.images(stage));
    List<TableRoot> roots = new ArrayList<>();
    if (!stage.includes(Stage.PAGING_INIT)) {
      roots.add(idMapRoot("init_idmap_pg_dir", early.initIdmapPgDir(), registers));
    }
    if (stage.includes(Stage.EARLY_MAP)) {
      roots.add(swapperRoot(early, registers));
    }
    OptionalLong memstart = OptionalLong.empty();
    List<BootSnapshot.Predicted> predicted = new ArrayList<>();
    if (stage.includes(Stage.START_KERNEL)) {
      KernelTables tables = new KernelTables(environment, linked);
      environment
          .decisions()
          .layout()
          .kasanShadow()
          .ifPresent(shadow -> KasanEarlyInit.run(tables, shadow));
      if (stage.includes(Stage.PAGING_INIT)) {
        PagingInit paging = PagingInit.run(tables);
        memstart = OptionalLong.of(paging.memstartAddr());
        roots.add(idMapRoot("idmap_pg_dir", environment.image().pa("idmap_pg_dir"), registers));
        registers = withoutIdMap(registers);
        if (stage.includes(Stage.RODATA_RO)) {
          predicted.addAll(RodataRo.run(tables, paging));
          registers = registers.withTcr(cpuSetup.withDirtyState(registers.tcr()));
          trampolineRoot(tables, registers).ifPresent(roots::add);
          images.removeIf(image -> image.name().equals("init_idmap_pg_dir"));
        }
      }
      images.addAll(tables.statics());
      addPages(memory, images);
    }
    return new BootSnapshot(stage, memory, registers, roots, images, memstart, predicted);
  }

  /** {@code cpu_uninstall_idmap}: TTBR0 holds an empty table, T0SZ is that of user space. */
  private TranslationRegisters withoutIdMap(TranslationRegisters registers) {
    Tcr tcr = registers.tcr().withT0sz(64 - environment.decisions().vaBitsActual());
    Ttbr reserved = cpuSetup.ttbr(environment.image().pa("reserved_pg_dir"));
    return registers.withTcr(tcr).withTables(reserved, registers.ttbr1().orElseThrow());
  }

  /** Pages from memblock, adjacent ones joined into one image. */
  private void addPages(PhysicalMemory memory, List<TableImage> images) {
    int shift = config.granule().shift();
    for (Range range : memory.pageRanges()) {
      images.add(
          new TableImage("memblock", range.start(), range.size(), (int) (range.size() >>> shift)));
    }
  }

  /** {@code early_map_kernel}. */
  private TranslationRegisters earlyMapKernel(EarlyTables tables, TranslationRegisters before) {
    Decisions decisions = environment.decisions();
    Tcr tcr = before.tcr();
    tables.mapFdt();
    if (decisions.vaBitsActual() > config.vaBitsMin()) {
      tcr = tcr.withT1sz(64 - decisions.vaBitsActual());
    }
    if (decisions.lpa2Enabled()) {
      tcr = cpuSetup.withDs(tcr);
      tables.remapIdmapForLpa2();
    }
    tables.mapKernel();
    return before
        .withTcr(tcr)
        .withSctlr(cpuSetup.sctlrMmuOn(decisions.wxn()))
        .withTables(
            cpuSetup.ttbr(tables.initIdmapPgDir()), cpuSetup.ttbr1(tables.swapperPgDir(), tcr));
  }

  private TableRoot idMapRoot(String name, long pa, TranslationRegisters registers) {
    return new TableRoot(name, pa, VaHalf.LOWER, regime(CpuSetup.IDMAP_VA_BITS, registers));
  }

  /** As far in as that of the kernel: the trampoline gets from one to the other by a distance. */
  private Optional<TableRoot> trampolineRoot(KernelTables tables, TranslationRegisters registers) {
    long offset = cpuSetup.ttbr1Offset(registers.tcr());
    for (TableImage image : tables.statics()) {
      if (image.name().equals("tramp_pg_dir")) {
        TranslationRegime regime = regime(environment.decisions().vaBitsActual(), registers);
        long pa = image.pa() + offset;
        return Optional.of(new TableRoot(image.name(), pa, VaHalf.UPPER, regime));
      }
    }
    return Optional.empty();
  }

  private TableRoot swapperRoot(EarlyTables tables, TranslationRegisters registers) {
    long offset = cpuSetup.ttbr1Offset(registers.tcr());
    return new TableRoot(
        "swapper_pg_dir",
        tables.swapperPgDir() + offset,
        VaHalf.UPPER,
        regime(environment.decisions().vaBitsActual(), registers));
  }

  /** A walk of the CPU: a build for LPA2 has 48-bit descriptors as long as TCR.DS is not set. */
  private TranslationRegime regime(int vaBits, TranslationRegisters registers) {
    boolean plain = config.lpa2() && !registers.tcr().ds();
    DescriptorFormat format = plain ? DescriptorFormat.PA48 : config.descriptorFormat();
    return new TranslationRegime(config.granule(), vaBits, format);
  }
}
