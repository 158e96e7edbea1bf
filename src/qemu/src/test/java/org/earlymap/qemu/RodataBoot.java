// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.earlymap.Range;
import org.earlymap.api.Boot;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.ImagePlacement;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.TableImage;
import org.earlymap.cpu.CpuModel;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.KernelHints;
import org.earlymap.kernel.KernelLoader;
import org.earlymap.layout.VaLayout;
import org.earlymap.machine.Machine;
import org.earlymap.table.TableRoot;

/**
 * A stock kernel that has booted until its init ends, against the model's {@code rodata-ro}: every
 * leaf of the linear map, of the image, of the permanent ID map and of KPTI's trampoline.
 *
 * @param image the Image, not compressed
 * @param config its configuration; without, the build has what the image shows
 * @param places where its functions and variables are
 */
record RodataBoot(Path image, Optional<Path> config, KernelPlaces places) {
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final int MEBIBYTES = 512;
  private static final long LOAD = EmulatedBoot.MEMORY + (2 << 20);
  private static final long FDT = EmulatedBoot.MEMORY + (128 << 20);
  private static final long INITRD = EmulatedBoot.MEMORY + (136 << 20);

  private static final long READ_ONLY = 1L << 7;
  private static final long WRITE = 1L << 51;
  private static final long PXN = 1L << 53;
  private static final long DIRTY = 1L << 55;

  /** A block of 2 MiB, with pages of 4 KiB. */
  private static final long BLOCK = 2 << 20;

  /** Where a running kernel takes pages out of the linear map, and does nothing else to it. */
  private static final List<String> TAKEN_OUT = List.of("KFENCE pool", "linear map, free pages");

  /**
   * Boots and compares.
   *
   * @param folder where the emulator's files go
   * @return how many leaves were compared, and equal
   */
  long compare(String cpu, String model, String line, OptionalLong seed, Path folder)
      throws IOException, InterruptedException {
    Path initrd = TinyInitramfs.write(folder);
    String chosen =
        String.format(
            "linux,initrd-start = <0x0 0x%x>;%nlinux,initrd-end = <0x0 0x%x>;%n",
            INITRD, INITRD + Files.size(initrd));
    LiveCase inputs =
        new LiveCase(line)
            .cpu(cpu, model)
            .memory(MEBIBYTES)
            .loadAddress(LOAD)
            .fdt(FDT, 0)
            .file(INITRD, initrd)
            .tree(VirtTree.of(cpu, 1, MEBIBYTES, line, seed, chosen, folder));
    KernelHints none = KernelHints.none();
    KernelBuild kernel =
        KernelLoader.load(
            image,
            new KernelHints(
                config,
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                none.switches(),
                false));
    try (EmulatedBoot running = EmulatedBoot.start(image, inputs, folder)) {
      Machine machine =
          Machine.of(CpuModel.named(model), folder.resolve("board.dtb")).toBuilder()
              .loadAddress(LOAD)
              .fdtAddress(FDT)
              .bootEl(1)
              .build();
      try (Boot boot = Boot.of(kernel, machine).to(Stage.RODATA_RO)) {
        BootEnvironment environment = boot.environment();
        running.runTo(
            environment.image().va("_text") + places.distance("panic").orElseThrow(), LIMIT);
        return leaves(boot, running, folder);
      }
    }
  }

  private long leaves(Boot boot, EmulatedBoot running, Path folder) throws IOException {
    BootEnvironment environment = boot.environment();
    ImagePlacement image = environment.image();
    VaLayout layout = environment.decisions().layout();
    int shift = environment.kernel().config().granule().shift();
    boolean ds = boot.snapshot().registers().tcr().ds();
    TableCapture kernels = new TableCapture(running.memory(), ByteOrder.LITTLE_ENDIAN, shift, ds);
    TableCapture models =
        new TableCapture(tables(boot, folder), ByteOrder.LITTLE_ENDIAN, shift, ds);
    List<Range> wanted =
        List.of(
            new Range(layout.linearStart(), layout.pageEnd()),
            new Range(image.va("_stext"), image.va("_end")));
    long address = ((1L << 48) - 1) & -(1L << shift);
    long count = 0;
    for (TableRoot root : boot.roots()) {
      int bits = root.regime().vaBits();
      long base = root.name().equals("idmap_pg_dir") ? 0 : -1L << bits;
      Map<Long, Long> theirs = new TreeMap<>(kernels.leaves(root.pa(), bits, base));
      Map<Long, Long> mine = new TreeMap<>(models.leaves(root.pa(), bits, base));
      if (root.name().equals("swapper_pg_dir")) {
        Set<Long> code = readOnlyCode(theirs, wanted.get(0), address);
        theirs.keySet().removeIf(va -> wanted.stream().noneMatch(range -> range.contains(va)));
        mine.keySet().removeIf(va -> wanted.stream().noneMatch(range -> range.contains(va)));
        mine.keySet().removeIf(va -> !theirs.containsKey(va) && isTakenOut(va, boot));
        mine.replaceAll(
            (va, leaf) ->
                isAliasOfCode(leaf, theirs.getOrDefault(va, 0L)) && code.contains(leaf & address)
                    ? theirs.get(va)
                    : leaf);
      }
      assertThat(mine)
          .as(root.name() + ": differences\n" + differences(mine, theirs))
          .isEqualTo(theirs);
      count += mine.size();
    }
    return count;
  }

  /**
   * The pages that hold code which the running kernel made, for BPF for one: mapped read-only and
   * executable outside of the linear map.
   */
  private static Set<Long> readOnlyCode(Map<Long, Long> leaves, Range linear, long address) {
    Set<Long> pages = new HashSet<>();
    leaves.forEach(
        (va, leaf) -> {
          if (!linear.contains(va) && (leaf & READ_ONLY) != 0 && (leaf & PXN) == 0) {
            long size = (leaf & 2) == 0 ? BLOCK : 1;
            for (long at = 0; at < size; at += -address & address) {
              pages.add((leaf & address) + at);
            }
          }
        });
    return pages;
  }

  /** With {@code rodata=full} the linear map's page of such code is read-only, and clean. */
  private static boolean isAliasOfCode(long model, long kernel) {
    return (model & ~(WRITE | DIRTY)) == (kernel & ~(WRITE | DIRTY | READ_ONLY))
        && (kernel & READ_ONLY) != 0;
  }

  private static List<String> differences(Map<Long, Long> mine, Map<Long, Long> theirs) {
    Set<Long> all = new TreeSet<>(theirs.keySet());
    all.addAll(mine.keySet());
    return all.stream()
        .filter(va -> !mine.getOrDefault(va, 0L).equals(theirs.getOrDefault(va, 0L)))
        .map(
            va ->
                String.format(
                    "0x%016x: 0x%016x, the kernel 0x%016x",
                    va, mine.getOrDefault(va, 0L), theirs.getOrDefault(va, 0L)))
        .toList();
  }

  private static boolean isTakenOut(long va, Boot boot) {
    return boot.snapshot().predicted().stream()
        .filter(range -> TAKEN_OUT.contains(range.name()))
        .anyMatch(range -> new Range(range.start(), range.end()).contains(va));
  }

  /** The model's images as a board's memory in a file. */
  private static Path tables(Boot boot, Path folder) throws IOException {
    Path file = folder.resolve("model.bin");
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.allocate(1), ((long) MEBIBYTES << 20) - 1);
      for (TableImage image : boot.snapshot().images()) {
        ByteBuffer bytes = ByteBuffer.allocate((int) image.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (long at = 0; at < image.size(); at += Long.BYTES) {
          bytes.putLong(boot.snapshot().memory().readLong(image.pa() + at));
        }
        out.write(bytes.flip(), image.pa() - EmulatedBoot.MEMORY);
      }
    }
    return file;
  }
}
