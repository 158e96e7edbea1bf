// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.Tcr;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.arch.VaHalf;
import org.earlymap.kernel.KernelConfig;
import org.earlymap.kernel.StaticTables;
import org.earlymap.table.PhysicalMemory;

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
   * Memory and registers at {@code stage}.
   *
   * @throws org.earlymap.table.TableRegionOverflowException where a region of the image is too
   *     small for the tables that belong into it
   */
  public BootSnapshot run(Stage stage) {
    PhysicalMemory memory =
        PhysicalMemory.of(config.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    EarlyTables tables =
        new EarlyTables(
            environment, memory, StaticTables.of(environment.decisions().layout()).fdtPoolSize());
    tables.createInitIdmap();
    BootRegisters registers = cpuSetup.mmuOff();
    if (stage.includes(Stage.EARLY_MAP)) {
      registers = earlyMapKernel(tables, registers);
    }
    return new BootSnapshot(
        stage,
        memory,
        registers,
        roots(stage, tables, registers),
        tables.images(stage),
        OptionalLong.empty());
  }

  /** {@code early_map_kernel}. */
  private BootRegisters earlyMapKernel(EarlyTables tables, BootRegisters before) {
    Decisions decisions = environment.decisions();
    Tcr tcr = new Tcr(before.tcr());
    tables.mapFdt();
    if (decisions.vaBits() > config.vaBitsMin()) {
      tcr = tcr.withT1sz(64 - decisions.vaBits());
    }
    if (decisions.lpa2()) {
      tcr = cpuSetup.withDs(tcr);
      tables.remapIdmapForLpa2();
    }
    tables.mapKernel();
    return before
        .withTcr(tcr.value())
        .withSctlr(cpuSetup.sctlrMmuOn(decisions.wxn()))
        .withTables(
            cpuSetup.ttbr(tables.initIdmapPgDir()), cpuSetup.ttbr1(tables.swapperPgDir(), tcr));
  }

  private List<TableRoot> roots(Stage stage, EarlyTables tables, BootRegisters registers) {
    List<TableRoot> roots = new ArrayList<>();
    roots.add(
        new TableRoot(
            "init_idmap_pg_dir",
            tables.initIdmapPgDir(),
            VaHalf.LOWER,
            regime(CpuSetup.IDMAP_VA_BITS)));
    if (stage.includes(Stage.EARLY_MAP)) {
      roots.add(
          new TableRoot(
              "swapper_pg_dir",
              tables.swapperPgDir() + cpuSetup.ttbr1Offset(new Tcr(registers.tcr())),
              VaHalf.UPPER,
              regime(environment.decisions().vaBits())));
    }
    return roots;
  }

  /** A walk of the CPU: a build for LPA2 has 48-bit descriptors as long as TCR.DS is not set. */
  private TranslationRegime regime(int vaBits) {
    boolean plain = config.lpa2() && !environment.decisions().lpa2();
    DescriptorFormat format = plain ? DescriptorFormat.PA48 : config.descriptorFormat();
    return new TranslationRegime(config.granule(), vaBits, format);
  }
}
