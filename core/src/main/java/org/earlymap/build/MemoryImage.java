// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.format.Bytes;
import org.earlymap.format.MappedMemory;
import org.earlymap.format.compress.PlainFile;
import org.earlymap.format.core.CoreDump;
import org.earlymap.kernel.parts.Vmcoreinfo;
import org.earlymap.kernel.running.RunningKernel;
import org.earlymap.memory.PhysicalMemory;

/**
 * Memory to read tables in: a build, the core of a machine, or a plain file of memory.
 *
 * @param memory what it holds
 * @param registers those that come with it
 * @param manifest the build's manifest, where it is a build
 * @param kernel the kernel that a core tells of
 */
public record MemoryImage(
    PhysicalMemory memory,
    Optional<TranslationRegisters> registers,
    Optional<BuildManifest> manifest,
    Optional<RunningKernel> kernel) {

  /**
   * Opens {@code path}: with a {@code base} it is plain memory from there on; without, it must be a
   * build's folder or manifest, or a core.
   *
   * @param order the byte order of the descriptors in plain memory
   * @throws org.earlymap.InputException where it is nothing of these
   */
  public static MemoryImage open(Path path, OptionalLong base, ByteOrder order) throws IOException {
    if (base.isPresent()) {
      return plain(path, base.getAsLong(), order);
    }
    Build.recover(path);
    if (Files.isDirectory(path)) {
      return of(Build.read(path));
    }
    Optional<CoreDump> core = CoreDump.open(path);
    if (core.isPresent()) {
      return of(core.get());
    }
    Bytes bytes = Bytes.map(path);
    if (bytes.size() > 0 && bytes.u8(0) == '{') {
      return of(Build.read(path));
    }
    throw bytes.fault(
        0,
        "this is neither a build's manifest nor a core (ELF, kdump-compressed or flattened); plain"
            + " memory needs its physical address, as in FILE@0x40000000");
  }

  /** A build as memory. */
  public static MemoryImage of(Build build) {
    BuildManifest manifest = build.manifest();
    return new MemoryImage(
        build.memory(), Optional.of(manifest.registers()), Optional.of(manifest), Optional.empty());
  }

  /** This memory and that of {@code other}; the registers are those of the first that has any. */
  public MemoryImage and(MemoryImage other) {
    PhysicalMemory both;
    try {
      both = memory.and(other.memory);
    } catch (IllegalArgumentException e) {
      throw new ManifestException("the files do not make one memory: " + e.getMessage(), e);
    }
    return new MemoryImage(
        both,
        registers.or(other::registers),
        manifest.or(other::manifest),
        kernel.or(other::kernel));
  }

  private static MemoryImage of(CoreDump core) {
    Optional<RunningKernel> kernel =
        core.vmcoreinfo()
            .map(Vmcoreinfo::parse)
            .flatMap(note -> RunningKernel.of(core.memory(), note));
    return new MemoryImage(
        core.memory(), kernel.map(RunningKernel::registers), Optional.empty(), kernel);
  }

  /** This memory with the kernel that is found in it, if there is one; all of it is read. */
  public MemoryImage withKernelInMemory() {
    Optional<RunningKernel> found = RunningKernel.find(memory);
    return new MemoryImage(
        memory, registers.or(() -> found.map(RunningKernel::registers)), manifest, found);
  }

  private static MemoryImage plain(Path path, long base, ByteOrder order) throws IOException {
    PhysicalMemory memory = PhysicalMemory.of(order);
    Bytes file = Bytes.map(path);
    Bytes unpacked = PlainFile.of(file);
    if (unpacked != file || !Files.isRegularFile(path)) {
      if (base < 0 || base + unpacked.size() < 0) {
        throw file.fault(0, "found physical address 0x" + Long.toHexString(base));
      }
      memory.add(base, ByteBuffer.wrap(unpacked.copy(0, (int) unpacked.size())));
      return new MemoryImage(memory, Optional.empty(), Optional.empty(), Optional.empty());
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      MappedMemory.add(memory, path, channel, 0, channel.size(), base);
    }
    return new MemoryImage(memory, Optional.empty(), Optional.empty(), Optional.empty());
  }
}
