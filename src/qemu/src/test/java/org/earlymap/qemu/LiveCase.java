// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.earlymap.testing.FdtWriter;

/** What a boot is given: the CPU, where things lie, and the device tree. */
final class LiveCase {
  private final String name;
  private String cpu = "max";
  private String model = "qemu-max";
  private String commandLine = "";
  private int bootEl = 1;
  private boolean tags;
  private int memoryMebibytes = 512;
  private long loadAddress = EmulatedBoot.MEMORY + (2 << 20);
  private long fdtAddress = EmulatedBoot.MEMORY + (128 << 20);
  private int fdtRoom;
  private Optional<byte[]> tree = Optional.empty();
  private final Map<Long, Path> files = new TreeMap<>();
  private final List<Consumer<FdtWriter>> chosen = new ArrayList<>();
  private final List<Consumer<FdtWriter>> root = new ArrayList<>();
  private final List<Consumer<FdtWriter>> reserved = new ArrayList<>();
  private final List<long[]> banks = new ArrayList<>();

  LiveCase(String name) {
    this.name = name;
  }

  /** The emulator's CPU, and the model that the tool has for it. */
  @CanIgnoreReturnValue
  LiveCase cpu(String emulated, String named) {
    cpu = emulated;
    model = named;
    return this;
  }

  @CanIgnoreReturnValue
  LiveCase commandLine(String text) {
    commandLine = text;
    return this;
  }

  @CanIgnoreReturnValue
  LiveCase bootEl(int level) {
    bootEl = level;
    return this;
  }

  /** Memory has allocation tags, where the CPU knows them. */
  @CanIgnoreReturnValue
  LiveCase tags(boolean wanted) {
    tags = wanted;
    return this;
  }

  @CanIgnoreReturnValue
  LiveCase memory(int mebibytes) {
    memoryMebibytes = mebibytes;
    return this;
  }

  /** A memory node; without any there is one with all memory. */
  @CanIgnoreReturnValue
  LiveCase bank(long base, long size) {
    banks.add(new long[] {base, size});
    return this;
  }

  @CanIgnoreReturnValue
  LiveCase loadAddress(long pa) {
    loadAddress = pa;
    return this;
  }

  @CanIgnoreReturnValue
  LiveCase fdt(long pa, int room) {
    fdtAddress = pa;
    fdtRoom = room;
    return this;
  }

  @CanIgnoreReturnValue
  LiveCase seed(long value) {
    chosen.add(tree -> tree.longs("kaslr-seed", value));
    return this;
  }

  @CanIgnoreReturnValue
  LiveCase initrd(long start, long end) {
    chosen.add(tree -> tree.longs("linux,initrd-start", start).longs("linux,initrd-end", end));
    return this;
  }

  /** Something in {@code /chosen}. */
  @CanIgnoreReturnValue
  LiveCase chosen(Consumer<FdtWriter> property) {
    chosen.add(property);
    return this;
  }

  /** A node below {@code /reserved-memory} with one range. */
  @CanIgnoreReturnValue
  LiveCase reserved(long base, long size, boolean noMap) {
    return reserved(
        "region@" + Long.toHexString(base),
        tree -> {
          tree.longs("reg", base, size);
          if (noMap) {
            tree.property("no-map", new byte[0]);
          }
        });
  }

  /** A node below {@code /reserved-memory}. */
  @CanIgnoreReturnValue
  LiveCase reserved(String node, Consumer<FdtWriter> properties) {
    reserved.add(
        tree -> {
          tree.begin(node);
          properties.accept(tree);
          tree.end();
        });
    return this;
  }

  /** An entry of the blob's own list of reservations. */
  @CanIgnoreReturnValue
  LiveCase memreserve(long base, long size) {
    root.add(tree -> tree.reserve(base, size));
    return this;
  }

  /** A blob that is given as it is, instead of one made of what is told here. */
  @CanIgnoreReturnValue
  LiveCase tree(byte[] blob) {
    tree = Optional.of(blob.clone());
    return this;
  }

  /** A file that lies in memory beside image and device tree. */
  @CanIgnoreReturnValue
  LiveCase file(long pa, Path contents) {
    files.put(pa, contents);
    return this;
  }

  /** Such files by their physical addresses. */
  Map<Long, Path> files() {
    return Collections.unmodifiableMap(files);
  }

  String name() {
    return name;
  }

  String cpu() {
    return cpu;
  }

  String model() {
    return model;
  }

  String commandLine() {
    return commandLine;
  }

  int bootEl() {
    return bootEl;
  }

  boolean tags() {
    return tags;
  }

  int memoryMebibytes() {
    return memoryMebibytes;
  }

  long loadAddress() {
    return loadAddress;
  }

  long fdtAddress() {
    return fdtAddress;
  }

  /** The blob, with enough of the board in it that a kernel takes it for a machine. */
  byte[] deviceTree() {
    if (tree.isPresent()) {
      return tree.get().clone();
    }
    FdtWriter tree = FdtWriter.withRoot().room(fdtRoom);
    tree.text("compatible", "linux,dummy-virt").text("model", "earlymap,live");
    root.forEach(part -> part.accept(tree));
    if (banks.isEmpty()) {
      tree.memory(EmulatedBoot.MEMORY, (long) memoryMebibytes << 20);
    }
    banks.forEach(tree::memory);
    tree.begin("chosen").text("bootargs", commandLine).text("stdout-path", "/pl011@9000000");
    chosen.forEach(part -> part.accept(tree));
    tree.end();
    tree.begin("cpus").cells("#address-cells", 1).cells("#size-cells", 0);
    tree.begin("cpu@0").text("device_type", "cpu").text("compatible", "arm,armv8").cells("reg", 0);
    tree.end().end();
    tree.begin("pl011@9000000").text("compatible", "arm,pl011");
    tree.longs("reg", 0x900_0000L, 0x1000L).end();
    if (!reserved.isEmpty()) {
      tree.begin("reserved-memory").cells("#address-cells", 2).cells("#size-cells", 2);
      tree.property("ranges", new byte[0]);
      reserved.forEach(part -> part.accept(tree));
      tree.end();
    }
    return tree.build();
  }

  @Override
  public String toString() {
    return name;
  }
}
