// SPDX-License-Identifier: Apache-2.0
package org.earlymap.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.earlymap.cli.Earlymap;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.KernelHints;
import org.earlymap.kernel.KernelLoader;
import org.earlymap.testing.KallsymsWriter;
import org.tukaani.xz.XZInputStream;

/** Small, well-formed files of every format, written into a folder from what the samples hold. */
final class Corpus {
  private static final String SWEEP =
      """
      page-size: [4K, 16K, 64K]
      va-bits: [39, 48, 52]
      kasan: [none, generic]
      release: [6.1, 6.12, lpa2-v3]
      cpu: [cortex-a72, qemu-max]
      struct-page-size: [64]
      memory: ["0x40000000:1G"]
      cmdline: nokaslr
      boot-el: 1
      """;
  private static final String KERNEL_SWEEP =
      "kernels: [vmlinux]\ncpu: [cortex-a72, qemu-max]\nstage: early-map\nkaslr-seed: 7\n";
  private static final String PLAN =
      """
      schema: earlymap.plan/1
      name: loader
      granule: 4K
      va-bits: 39
      pa-bits: 40
      regions:
        - { name: uart, va: 0x09000000, size: 4K, access: rw, memory: device }
        - { name: ram, va: 0x80000000, pa: 0x80200000, size: 6148K, access: rw, el0: rw }
      guards:
        - { name: below the stack, va: 0x40005000, size: 4K }
      tables: { at: 0x40100000, size: 64K }
      """;
  private static final String HYPERVISOR_PLAN =
      """
      schema: earlymap.plan/1
      name: hypervisor
      granule: 16K
      va-bits: 48
      pa-bits: 48
      regime: el2
      policy: { blocks: largest, contiguous: true, across-regions: true, shared-pages: split }
      regions:
        - { name: uart, va: 0x09000000, size: 16K, access: rw, memory: device }
        - { name: text, va: 0x80000000, size: 64K, access: rx, memory: non-cacheable }
      """;
  private static final String GUEST_PLAN =
      """
      schema: earlymap.plan/1
      name: guest
      granule: 4K
      va-bits: 40
      pa-bits: 40
      regime: stage2
      regions:
        - { name: ram, va: 0x40000000, pa: 0x80000000, size: 64M, access: rw }
        - { name: disk, va: 0x0a000000, size: 4K, access: rw, memory: device }
      tables: { at: 0x48000000, size: 64K }
      """;
  private static final String REGISTERS_JSON =
      """
      { "TCR_EL1": "0xb5103510", "TTBR1_EL1": "0x40256000", "TTBR0_EL1": "0x40253000",
        "MAIR_EL1": "0x40044ffff", "SCTLR_EL1": "0x34f4d91d" }
      """;
  private static final String REGISTERS_TEXT =
      """
      # as a probe has them
      TCR_EL1 : 00000000b5103510
      TTBR1_EL1 = 0x40256000
      TTBR0_EL1=0x40253000
      mair_el1 0x40044ffff
      """;
  private static final String CPU_BATCH =
      """
      [{"cmdline": "arm64.nolva id_aa64mmfr1.vh=0 nokaslr", "kernel": "4k-lpa2", "boot_el": 1,
        "e2h_stuck": false, "ID_AA64MMFR2_EL1": "0x1011"},
       {"cmdline": "kvm-arm.mode=none -- x", "kernel": "no-lpa2", "boot_el": 2, "e2h_stuck": true}]
      """;
  private static final String TLBI_BATCH =
      """
      [{"page_shift": 12, "range": true, "ttl": true, "lpa2": false, "start": "0xffff800000000000",
        "pages": 513, "stride": "0x1000", "asid": 5, "level": 3, "last_level": true},
       {"page_shift": 16, "range": false, "ttl": false, "lpa2": false, "start": "0x0",
        "pages": 3, "stride": "0x10000", "asid": 0, "level": null, "last_level": false}]
      """;

  private final Path folder;
  private final Map<String, Seed> seeds = new LinkedHashMap<>();

  private Corpus(Path folder) {
    this.folder = folder;
  }

  /** Makes them all in {@code folder}, out of the samples in {@code samples}. */
  static Corpus write(Path samples, Path folder) throws IOException {
    Corpus corpus = new Corpus(folder);
    Path kernels = samples.resolve("kernel");
    corpus.add("vmlinux", Format.ELF, SmallKernels.elf(kernels.resolve("vmlinux-4k-52")));
    corpus.add("vmlinux-relr", Format.ELF, SmallKernels.elf(kernels.resolve("vmlinux-4k-48-relr")));
    corpus.add("booting", Format.ELF, SmallKernels.elf(kernels.resolve("booting/vmlinux-booting")));
    Path boards = samples.resolve("boards");
    corpus.add("banks.dtb", Format.FDT, Files.readAllBytes(boards.resolve("banks.dtb")));
    corpus.add("virt.dtb", Format.FDT, Files.readAllBytes(boards.resolve("virt-256m.dtb")));
    corpus.add("banks.dts", Format.SOURCE, Files.readAllBytes(boards.resolve("banks.dts")));
    corpus.add("program.elf", Format.ELF, SmallKernels.program());
    String program = folder.resolve("program.elf").toString();
    corpus.add("plan.yaml", Format.YAML, PLAN + "program: " + program + "\n");
    corpus.add("hypervisor.yaml", Format.YAML, HYPERVISOR_PLAN);
    corpus.add("guest.yaml", Format.YAML, GUEST_PLAN);
    corpus.add("all.dtb", Format.FDT, SmallBoards.withEverything());
    Path cores = samples.resolve("cores");
    byte[] registers = Files.readAllBytes(cores.resolve("booting-registers.txt"));
    corpus.add("gdb.txt", Format.REGISTERS, registers);
    for (String text : List.of("gdb-qemu-11", "gdb-qemu-11-max")) {
      corpus.add(text + ".txt", Format.REGISTERS, resource("/registers/" + text + ".txt"));
    }
    corpus.add("registers.json", Format.JSON, REGISTERS_JSON);
    corpus.add("jtag.txt", Format.REGISTERS, REGISTERS_TEXT);
    corpus.add("map.bin", Format.TABLES, SmallHandovers.memoryMap());
    corpus.add("efi.log", Format.SOURCE, SmallHandovers.log());
    corpus.handover("firmware", SmallHandovers.firmware());
    corpus.handover("collected", SmallHandovers.collected());
    try (InputStream core =
        new XZInputStream(Files.newInputStream(cores.resolve("booting.kdump.xz")))) {
      corpus.add("vmcore", Format.FLATTENED, core.readAllBytes());
    }
    for (String cpu : List.of("made-up-lva.json", "minimal.json")) {
      corpus.add(cpu, Format.JSON, Files.readAllBytes(samples.resolve("cpus").resolve(cpu)));
    }
    corpus.add("sweep.yaml", Format.YAML, SWEEP);
    corpus.add("kernels.yaml", Format.YAML, KERNEL_SWEEP);
    corpus.add("cpus.batch", Format.JSON, CPU_BATCH);
    corpus.add("ranges.batch", Format.JSON, TLBI_BATCH);
    byte[] config = Files.readAllBytes(kernels.resolve("config-4k-52"));
    corpus.add("config", Format.CONFIG, config);
    corpus.add("config.gz", Format.PACKED, SmallKernels.gzip(config));
    String kernel = folder.resolve("vmlinux").toString();
    corpus.images(KernelLoader.load(folder.resolve("vmlinux"), KernelHints.none()), config);
    corpus.add("layout.json", Format.JSON, answer("layout", kernel, "--format", "json"));
    corpus.add("report.json", Format.JSON, answer("check", kernel, "--format", "json"));
    corpus.build("early-map", kernel, "--stage", "early-map");
    corpus.build("paging-init", kernel, "--stage", "paging-init");
    String booting = folder.resolve("booting").toString();
    corpus.build("traced", booting, "--stage", "early-map", "--trace", "--engine", "kernel");
    return corpus;
  }

  /** The files of a build, whose names start with that of its folder and a slash. */
  List<Seed> folder(String name) {
    return seeds.values().stream().filter(seed -> seed.name().startsWith(name)).toList();
  }

  boolean has(String name) {
    return seeds.containsKey(name);
  }

  Seed named(String name) {
    Seed seed = seeds.get(name);
    if (seed == null) {
      throw new IllegalArgumentException("no seed " + name);
    }
    return seed;
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  /** The kernel as an image, with its map of symbols or with kallsyms, bare and packed. */
  private void images(KernelBuild kernel, byte[] config) throws IOException {
    Map<String, Long> symbols = SmallKernels.moved(kernel.symbols().addresses());
    String release = kernel.release().text();
    add("Image", Format.IMAGE, SmallKernels.bareImage(symbols, release));
    add("System.map", Format.SYSTEM_MAP, SmallKernels.systemMap(symbols));
    for (KallsymsWriter.Layout layout : KallsymsWriter.Layout.values()) {
      byte[] image = SmallKernels.image(symbols, config, release, layout);
      add("Image-" + layout, Format.KALLSYMS, image);
    }
    byte[] image = named("Image-" + KallsymsWriter.Layout.V6_4).bytes();
    byte[] gzip = SmallKernels.gzip(image);
    add("Image.gz", Format.PACKED, gzip);
    add("Image.xz", Format.PACKED, SmallKernels.xz(image));
    add("Image.zst", Format.PACKED, SmallKernels.zstd(image));
    add("vmlinuz.efi", Format.PACKED, SmallKernels.zboot(gzip, image.length));
    add("image.deb", Format.WRAPPED, SmallPackages.debian(image, config));
    add("kernel.rpm", Format.WRAPPED, SmallPackages.rpm(image));
    add("boot.img", Format.WRAPPED, SmallPackages.android(image));
    add("uImage", Format.WRAPPED, SmallPackages.uImage(image));
    add("image.itb", Format.FDT, SmallPackages.fit(image));
  }

  private void build(String name, String kernel, String... options) throws IOException {
    Path made = folder.resolve("made-" + name);
    List<String> words = new ArrayList<>(List.of("build", kernel, "-o", made.toString()));
    words.addAll(List.of("--memory", "0x40000000:256M", "--cmdline", "rodata=on"));
    words.addAll(List.of(options));
    answer(words.toArray(String[]::new));
    for (Map.Entry<String, byte[]> file : SmallBuilds.files(made).entrySet()) {
      Format format = file.getKey().endsWith(".json") ? Format.JSON : Format.TABLES;
      add(name + "/" + file.getKey(), format, file.getValue());
    }
    add(name + ".core", Format.CORE, SmallBuilds.core(folder.resolve(name)));
  }

  /** A folder of what a kernel was given. */
  private void handover(String name, Map<String, byte[]> files) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Format format =
          file.getKey().equals("fdt")
              ? Format.FDT
              : file.getKey().startsWith("memory/") ? Format.TABLES : Format.SOURCE;
      add(name + "/" + file.getKey(), format, file.getValue());
    }
  }

  /** A file of the library's tests. */
  private static byte[] resource(String name) throws IOException {
    try (InputStream in = KallsymsWriter.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private static String answer(String... args) throws IOException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Earlymap.run(new PrintWriter(out), new PrintWriter(err), args);
    if (code == 2) {
      throw new IOException(String.join(" ", args) + ": " + err);
    }
    return out.toString();
  }

  private void add(String name, Format format, String text) throws IOException {
    add(name, format, text.getBytes(StandardCharsets.UTF_8));
  }

  private void add(String name, Format format, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    Files.write(file, bytes);
    seeds.put(name, new Seed(name, format, bytes));
  }
}
