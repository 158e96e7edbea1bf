// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.io.IOException;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** The points at which a boot is stopped, and what is in memory there. */
final class CapturedStages {
  /** BADDR of TTBR0_EL1 and TTBR1_EL1, for tables below 2^48. */
  private static final long TTBR_ADDRESS = (1L << 48) - 2;

  private static final Duration LIMIT = Duration.ofMinutes(4);

  private final BuiltKernel kernel;
  private final EmulatedBoot boot;
  private final long load;
  private final ObjectNode file;
  private final ObjectNode stages;
  private final int pageShift;
  private final ByteOrder order;

  CapturedStages(BuiltKernel kernel, EmulatedBoot boot, long load, ObjectNode file)
      throws IOException {
    this.kernel = kernel;
    this.boot = boot;
    this.load = load;
    this.file = file;
    this.stages = file.putObject("stages");
    Map<String, String> config = kernel.config();
    this.pageShift =
        config.containsKey("CONFIG_ARM64_4K_PAGES")
            ? 12
            : config.containsKey("CONFIG_ARM64_16K_PAGES") ? 14 : 16;
    this.order =
        config.containsKey("CONFIG_CPU_BIG_ENDIAN")
            ? ByteOrder.BIG_ENDIAN
            : ByteOrder.LITTLE_ENDIAN;
  }

  void capture() throws IOException {
    boot.runTo(load + kernel.distance("__primary_switch"), LIMIT);
    ObjectNode p0 = stage("p0_create_init_idmap");
    boolean named = kernel.has("init_idmap_pg_dir");
    if (named) {
      p0.set("init_idmap", region("init_idmap_pg_dir", "init_idmap_pg_end"));
    }
    boot.runTo(load + kernel.branchToKernel(), LIMIT);
    ObjectNode p1 = stage("p1_early_map_kernel");
    if (named) {
      earlyRegions(p1);
    } else {
      // The kernel's symbols do not say where these are; the registers do.
      int idmapBits = 64 - (int) (boot.stub().register("TCR_EL1") & 63);
      long idmap = boot.stub().register("TTBR0_EL1") & TTBR_ADDRESS;
      p1.set("init_idmap", tables().tree(idmap, idmapBits));
      p1.set("init_pg_dir", kernelTables());
    }
    long offset = boot.stub().register(8) - kernel.address("__primary_switched");
    file.put("kaslr_offset", TableCapture.hex(offset));

    reached("p2_start_kernel", kernel.address("start_kernel") + offset);
    reached("p3_after_paging_init", kernel.address("bootmem_init") + offset);
    reached("p4_panic", kernel.address("panic") + offset);
  }

  private void earlyRegions(ObjectNode p1) throws IOException {
    p1.set("init_idmap", region("init_idmap_pg_dir", "init_idmap_pg_end"));
    p1.set("init_pg_dir", region("init_pg_dir", "init_pg_end"));
    p1.set("swapper", tables().region(pa("swapper_pg_dir"), 1L << pageShift));
    String fdtTables =
        kernel.symbols().keySet().stream()
            .filter(name -> name.matches("__pi_(ptes(\\.\\d+)?|map_fdt\\.ptes)"))
            .findFirst()
            .orElse("");
    if (!fdtTables.isEmpty()) {
      ObjectNode fdt = p1.putObject("fdt_ptes").put("pa", TableCapture.hex(pa(fdtTables)));
      long start = pa("init_idmap_pg_dir");
      fdt.set("tables", tables().tablesOutside(start, 48, start, pa("init_idmap_pg_end")));
    }
  }

  private void reached(String name, long va) throws IOException {
    boot.runTo(va, LIMIT);
    ObjectNode stage = stage(name);
    TableCapture tables = tables();
    if (kernel.has("memstart_addr")) {
      stage.put("memstart_addr", TableCapture.hex(tables.word(pa("memstart_addr"))));
    }
    int vaBits = vaBits();
    stage.set("ttbr1", kernelTables());
    if (kernel.has("idmap_pg_dir")) {
      stage.set("idmap_pg_dir", tables.tree(pa("idmap_pg_dir"), idmapBits(vaBits)));
    }
    if (kernel.has("tramp_pg_dir")) {
      stage.set("tramp_pg_dir", tables.tree(pa("tramp_pg_dir") + rootWithinPage(), vaBits));
    }
  }

  /** Runs to the first panic of a kernel that is not displaced. */
  void runToPanic() throws IOException {
    boot.runTo(kernel.address("panic"), LIMIT);
  }

  /** Every table that TTBR1_EL1 reaches. */
  ObjectNode kernelTables() throws IOException {
    long ttbr = boot.stub().register("TTBR1_EL1");
    return tables().tree(ttbr & TTBR_ADDRESS, vaBits());
  }

  /**
   * Where in its page a root for the kernel's half begins: with 64K pages and 52 bits, on a CPU of
   * 48, the page's last 64 entries are what TTBR1_EL1 points at.
   */
  private long rootWithinPage() throws IOException {
    return boot.stub().register("TTBR1_EL1") & TTBR_ADDRESS & ((1L << pageShift) - 1);
  }

  private int vaBits() throws IOException {
    return 64 - (int) (boot.stub().register("TCR_EL1") >>> 16 & 63);
  }

  /** Before 6.9 the ID map is as wide as the kernel's half, and that is 48 bits at most. */
  private int idmapBits(int vaBits) {
    return kernel.has("create_idmap") || kernel.has("idmap_ptes") ? 48 : Math.min(vaBits, 48);
  }

  private ObjectNode stage(String name) throws IOException {
    ObjectNode stage = stages.putObject(name);
    registers(stage);
    return stage;
  }

  /** The registers that decide how tables are read. */
  void registers(ObjectNode stage) throws IOException {
    ObjectNode registers = stage.putObject("registers");
    for (String register : List.of("TCR_EL1", "MAIR_EL1", "SCTLR", "TTBR0_EL1", "TTBR1_EL1")) {
      registers.put(register, String.format("0x%016x", boot.stub().register(register)));
    }
  }

  private ObjectNode region(String start, String end) throws IOException {
    return tables().region(pa(start), pa(end) - pa(start));
  }

  private TableCapture tables() throws IOException {
    boolean ds = (boot.stub().register("TCR_EL1") >>> 59 & 1) != 0;
    return new TableCapture(boot.memory(), order, pageShift, ds);
  }

  private long pa(String symbol) {
    return load + kernel.distance(symbol);
  }
}
