// SPDX-License-Identifier: Apache-2.0
package org.earlymap.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.earlymap.build.Build;
import org.earlymap.build.BuildManifest;
import org.earlymap.cli.Earlymap;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.KernelHints;
import org.earlymap.kernel.KernelLoader;
import org.earlymap.relocate.Relocator;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Well-formed files of every format, written into a folder from what the samples hold. */
final class Corpus {
  private static final int MAGIC_AT = 56;
  private static final int MAGIC = 0x644d5241;
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
  private static final String VMCOREINFO =
      """
      OSRELEASE=6.12.117
      PAGESIZE=4096
      SYMBOL(swapper_pg_dir)=%x
      NUMBER(VA_BITS)=52
      NUMBER(MAX_PHYSMEM_BITS)=52
      NUMBER(kimage_voffset)=0x%x
      NUMBER(TCR_EL1_T1SZ)=0x10
      KERNELOFFSET=0
      """;

  private final Path folder;
  private final Map<String, Seed> seeds = new LinkedHashMap<>();

  private Corpus(Path folder) {
    this.folder = folder;
  }

  /** Makes them all in {@code folder}, out of the samples in {@code samples}. */
  static Corpus write(Path samples, Path folder) throws IOException {
    Corpus corpus = new Corpus(folder);
    Path kernel = samples.resolve("kernel/vmlinux-4k-52");
    Path relr = samples.resolve("kernel/vmlinux-4k-48-relr");
    Path config = samples.resolve("kernel/config-4k-52");
    corpus.add("vmlinux", Format.ELF, Files.readAllBytes(kernel));
    corpus.add("vmlinux-relr", Format.ELF, Files.readAllBytes(relr));
    Path booting = samples.resolve("kernel/booting/vmlinux-booting");
    corpus.add("booting", Format.ELF, Files.readAllBytes(booting));
    corpus.add("config", Format.CONFIG, Files.readAllBytes(config));
    corpus.add("banks.dtb", Format.FDT, Files.readAllBytes(samples.resolve("boards/banks.dtb")));
    corpus.add("virt.dtb", Format.FDT, Files.readAllBytes(samples.resolve("boards/virt-256m.dtb")));
    for (String cpu : List.of("made-up-lva.json", "minimal.json")) {
      corpus.add(cpu, Format.JSON, Files.readAllBytes(samples.resolve("cpus").resolve(cpu)));
    }
    corpus.add("sweep.yaml", Format.YAML, SWEEP);
    corpus.add("kernels.yaml", Format.YAML, KERNEL_SWEEP);
    corpus.add("cpus.batch", Format.JSON, CPU_BATCH);
    corpus.add("ranges.batch", Format.JSON, TLBI_BATCH);
    corpus.images(KernelLoader.load(kernel, KernelHints.none()));
    corpus.add("layout.json", Format.JSON, answer("layout", kernel.toString(), "--format", "json"));
    corpus.add("report.json", Format.JSON, answer("check", kernel.toString(), "--format", "json"));
    for (String stage : List.of("early-map", "paging-init")) {
      corpus.build(kernel, stage);
    }
    return corpus;
  }

  List<Seed> all() {
    return new ArrayList<>(seeds.values());
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

  /** The kernel as an image, with its map of symbols, and packed. */
  private void images(KernelBuild kernel) throws IOException {
    byte[] memory = Relocator.relocate(kernel, 0);
    StringBuilder map = new StringBuilder();
    kernel
        .symbols()
        .addresses()
        .forEach((name, va) -> map.append("%016x T %s%n".formatted(va, name)));
    long text = kernel.symbols().require("_text");
    ByteBuffer header = ByteBuffer.wrap(memory).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(16, kernel.symbols().require("_end") - text);
    header.putLong(24, 0xa);
    header.putInt(MAGIC_AT, MAGIC);
    add("System.map", Format.SYSTEM_MAP, map.toString());
    add("Image", Format.IMAGE, memory);
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(gzip)) {
      out.write(memory);
    }
    add("Image.gz", Format.PACKED, gzip.toByteArray());
    ByteArrayOutputStream xz = new ByteArrayOutputStream();
    try (OutputStream out = new XZOutputStream(xz, new LZMA2Options(1))) {
      out.write(memory);
    }
    add("Image.xz", Format.PACKED, xz.toByteArray());
  }

  private void build(Path kernel, String stage) throws IOException {
    Path made = folder.resolve("made-" + stage);
    answer(
        "build",
        kernel.toString(),
        "--memory",
        "0x40000000:256M",
        "--cmdline",
        "rodata=on",
        "--stage",
        stage,
        "-o",
        made.toString());
    Build build = Build.read(made);
    for (BuildManifest.Image image : build.manifest().images()) {
      byte[] bytes = Files.readAllBytes(made.resolve(image.file()));
      add(stage + "/" + image.file(), Format.TABLES, bytes);
    }
    add(stage + "/manifest.json", Format.JSON, Files.readAllBytes(made.resolve("manifest.json")));
    add(stage + ".core", Format.CORE, core(build));
  }

  /** What {@code dump-guest-memory} leaves, of the images alone. */
  private static byte[] core(Build build) throws IOException {
    long swapper =
        build.manifest().roots().stream()
            .filter(root -> root.name().equals("swapper_pg_dir"))
            .findFirst()
            .orElseThrow()
            .pa();
    long voffset = build.manifest().boot().kimageVoffset();
    byte[] note =
        VMCOREINFO.formatted(swapper + voffset, voffset).getBytes(StandardCharsets.US_ASCII);
    List<BuildManifest.Image> images = build.manifest().images();
    int headers = 64 + 56 * (images.size() + 1);
    int noteSize = 12 + 12 + (note.length + 3 & -4);
    int at = headers + noteSize;
    long end = at;
    for (BuildManifest.Image image : images) {
      end += image.size();
    }
    ByteBuffer core = ByteBuffer.allocate((int) end).order(ByteOrder.LITTLE_ENDIAN);
    core.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
    core.putShort((short) 4).putShort((short) 183).putInt(1).putLong(0).putLong(64).putLong(0);
    core.putInt(0).putShort((short) 64).putShort((short) 56).putShort((short) (images.size() + 1));
    core.position(64);
    core.putInt(4).putInt(0).putLong(headers).putLong(0).putLong(0).putLong(noteSize);
    core.putLong(noteSize).putLong(0);
    for (BuildManifest.Image image : images) {
      core.putInt(1).putInt(7).putLong(at).putLong(0).putLong(image.pa()).putLong(image.size());
      core.putLong(image.size()).putLong(0);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      build.memory().writeTo(bytes, image.pa(), image.size());
      core.put(at, bytes.toByteArray());
      at += (int) image.size();
    }
    core.putInt(11).putInt(note.length).putInt(0);
    core.put("VMCOREINFO\0\0".getBytes(StandardCharsets.US_ASCII)).put(note);
    return core.array();
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
