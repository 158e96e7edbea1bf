// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.earlymap.arch.Mair;
import org.earlymap.arch.Sctlr;
import org.earlymap.arch.Tcr;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.Ttbr;
import org.earlymap.arch.VaHalf;
import org.earlymap.cli.Earlymap;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.table.Mapping;
import org.earlymap.table.TableWalker;
import org.earlymap.table.TranslationContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The layout that is computed, also for kernels whose tables only the run builds, against the
 * tables of the running kernel where vmemmap is there and the early console has its slot: in {@code
 * start_kernel}, at {@code sched_init}. Every address that is mapped lies in a region that says so
 * and leads to where that region says.
 */
@Tag("kernels")
@RequiresTool({"apt-get", "dpkg-deb", "flock", "qemu-system-aarch64"})
@Execution(ExecutionMode.CONCURRENT)
class LayoutAgreementTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final long SEED = 0x5be0_cd19_137e_2179L;
  private static final long CONSOLE = 0x900_0000L;
  private static final List<String> KERNELS =
      List.of(
          "6.1.0-50-arm64",
          "6.1.0-56-arm64",
          "6.12.117+deb13-arm64",
          "6.12.117+deb13-arm64-16k",
          "6.18.15+deb13-arm64",
          "7.3.4+deb13-arm64",
          "7.3.4+deb13-arm64-16k");

  private static final Map<String, Long> COUNTED = new TreeMap<>();

  @TempDir static Path shared;
  @TempDir Path folder;

  /** One boot. */
  record Case(String kernel, String cpu, int bootEl, boolean seed) {
    @Override
    public String toString() {
      return kernel + ", " + cpu + ", EL" + bootEl + (seed ? ", seed" : "");
    }
  }

  /** A region of the layout; {@code pa} is where its first byte leads, if it is one's business. */
  private record Region(String name, long start, long end, Optional<Long> pa) {}

  static List<Case> boots() {
    List<Case> boots = new ArrayList<>();
    String chosen = System.getProperty("earlymap.boots", "all").replaceFirst("^(all|half)$", "");
    for (String kernel : KERNELS) {
      for (String cpu : List.of("neoverse-n1", "cortex-a72", "cortex-a53", "max")) {
        boolean has16k = cpu.equals("neoverse-n1") || cpu.equals("max");
        boolean asksForVectors = kernel.startsWith("6.1.") && cpu.equals("max");
        if (!asksForVectors && (has16k || !kernel.endsWith("-16k"))) {
          boots.add(new Case(kernel, cpu, 1, true));
          boots.add(new Case(kernel, cpu, 2, false));
        }
      }
    }
    return boots.stream().filter(boot -> boot.toString().contains(chosen)).toList();
  }

  @AfterAll
  static void report() {
    synchronized (COUNTED) {
      System.out.println("KiB mapped where the layout says: " + COUNTED);
    }
  }

  @ParameterizedTest
  @MethodSource("boots")
  void whatIsMappedIsWhereTheLayoutHasIt(Case boot) throws Exception {
    Optional<StockKernel> kernel = StockKernel.get(boot.kernel(), folder);
    assumeThat(kernel).as(boot.kernel() + " cannot be had any more").isPresent();
    Path image = kernel.orElseThrow().image();
    KernelPlaces places = KernelPlaces.of(image);
    LiveCase inputs =
        new LiveCase(boot.toString())
            .cpu(boot.cpu(), boot.cpu().equals("max") ? "qemu-max" : boot.cpu())
            .bootEl(boot.bootEl())
            .commandLine("earlycon" + (boot.seed() ? "" : " nokaslr"));
    inputs = boot.seed() ? inputs.seed(SEED ^ boot.kernel().hashCode()) : inputs;
    try (EmulatedBoot running = EmulatedBoot.start(image, inputs, folder)) {
      JsonNode layout = layout(image, inputs);
      List<Region> regions = regions(layout, inputs);
      Region text = named(regions, "kernel image");
      running.runTo(text.start() + places.distance("sched_init").orElseThrow(), LIMIT);
      TranslationRegisters registers = registers(running.stub());
      assertThat(registers.regime(VaHalf.UPPER).vaBits())
          .as("vabits_actual")
          .isEqualTo(layout.get("kernel").get("vaBitsActual").asInt());
      List<Mapping> mappings = mappings(running, inputs, registers);
      Map<String, Long> found = new TreeMap<>();
      for (Mapping mapping : mappings) {
        compare(mapping, regions, found);
      }
      assertThat(found.keySet())
          .contains("kernel image", "memory", "struct page of memory", "FIX_FDT");
      assertThat(found).containsEntry("FIX_EARLYCON_MEM_BASE", pageSize(layout));
      Region pages = named(regions, "struct page of memory");
      assertThat(found.get("struct page of memory"))
          .as("all of %s", pages)
          .isEqualTo(pages.end() - pages.start());
      synchronized (COUNTED) {
        found.forEach((name, bytes) -> COUNTED.merge(name, bytes >> 10, Long::sum));
      }
    }
  }

  /** Each part of a mapping against the innermost region around it. */
  private static void compare(Mapping mapping, List<Region> regions, Map<String, Long> found) {
    long va = mapping.va();
    while (va != mapping.endVa()) {
      long at = va;
      Region region =
          regions.stream()
              .filter(one -> unsignedIn(at, one))
              .reduce((outer, inner) -> inner)
              .orElseThrow(() -> new AssertionError(mapping + " lies in no region"));
      long end = mapping.endVa();
      if (region.end() != 0 && Long.compareUnsigned(region.end(), end) < 0) {
        end = region.end();
      }
      for (Region inner : regions) {
        boolean begins = Long.compareUnsigned(at, inner.start()) < 0;
        end = begins && Long.compareUnsigned(inner.start(), end) < 0 ? inner.start() : end;
      }
      long pa = mapping.pa() + (va - mapping.va());
      region
          .pa()
          .ifPresent(
              first -> assertThat(pa - (at - region.start())).as("%s", region).isEqualTo(first));
      assertThat(region.name())
          .as("%s is mapped", mapping)
          .isIn(
              "kernel image",
              "memory",
              "struct page of memory",
              "FIX_FDT",
              "FIX_EARLYCON_MEM_BASE");
      found.merge(region.name(), end - va, Long::sum);
      va = end;
    }
  }

  private static boolean unsignedIn(long va, Region region) {
    return Long.compareUnsigned(va, region.start()) >= 0
        && (region.end() == 0 || Long.compareUnsigned(va, region.end()) < 0);
  }

  private static Region named(List<Region> regions, String name) {
    return regions.stream().filter(region -> region.name().equals(name)).findFirst().orElseThrow();
  }

  private static long pageSize(JsonNode layout) {
    return layout.get("kernel").get("granule").asLong();
  }

  private JsonNode layout(Path image, LiveCase inputs) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] arguments = {
      "layout",
      image.toString(),
      "--cpu=" + inputs.model(),
      "--dtb=" + folder.resolve("board.dtb"),
      "--fdt-address=0x" + Long.toHexString(inputs.fdtAddress()),
      "--load-address=0x" + Long.toHexString(inputs.loadAddress()),
      "--boot-el=" + inputs.bootEl(),
      "--format=json"
    };
    int code = Earlymap.run(new PrintWriter(out), new PrintWriter(err), arguments);
    assertThat(code).as("%s", err).isZero();
    return JsonMapper.shared().readTree(out.toString());
  }

  /** The regions that lead somewhere, outer ones first. Parts of the image count as the image. */
  private static List<Region> regions(JsonNode layout, LiveCase inputs) {
    List<Region> regions = new ArrayList<>();
    long fdtBlock = inputs.fdtAddress() & -(2L << 20);
    for (JsonNode node : layout.get("regions")) {
      String name = node.get("name").asString();
      long start = hex(node, "start");
      boolean isImagePart =
          node.get("kind").asString().equals("kernel image") && node.get("depth").asInt() > 1;
      if (start >= 0 || isImagePart) {
        continue;
      }
      Optional<Long> pa =
          switch (name) {
            case "kernel image" -> Optional.of(inputs.loadAddress());
            case "memory" -> Optional.of(EmulatedBoot.MEMORY);
            case "FIX_EARLYCON_MEM_BASE" -> Optional.of(CONSOLE);
            case "FIX_FDT" -> Optional.of(fdtBlock);
            default -> Optional.empty();
          };
      regions.add(new Region(name, start, hex(node, "end"), pa));
    }
    return regions;
  }

  private static long hex(JsonNode node, String field) {
    return Long.parseUnsignedLong(node.get(field).asString().substring(2), 16);
  }

  private static List<Mapping> mappings(
      EmulatedBoot running, LiveCase inputs, TranslationRegisters registers) throws IOException {
    PhysicalMemory memory = PhysicalMemory.of(ByteOrder.LITTLE_ENDIAN);
    long size = (long) inputs.memoryMebibytes() << 20;
    try (FileChannel file = FileChannel.open(running.memory(), StandardOpenOption.READ)) {
      memory.add(EmulatedBoot.MEMORY, file.map(FileChannel.MapMode.READ_ONLY, 0, size));
    }
    TranslationContext context = TranslationContext.of(registers, VaHalf.UPPER);
    return new TableWalker(memory, context).mappings();
  }

  /** A kernel at EL2 has the registers of EL2. */
  private static TranslationRegisters registers(GdbStub cpu) throws IOException {
    boolean el2 = (cpu.register(GdbStub.CPSR) >> 2 & 3) == 2;
    String el = el2 ? "_EL2" : "_EL1";
    return TranslationRegisters.of(
        new Tcr(cpu.register("TCR" + el)),
        new Mair(cpu.register("MAIR" + el)),
        new Sctlr(cpu.register(el2 ? "SCTLR_EL2" : "SCTLR")),
        new Ttbr(cpu.register("TTBR0" + el)),
        new Ttbr(cpu.register("TTBR1" + el)));
  }
}
