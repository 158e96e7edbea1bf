// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.earlymap.Hex;
import org.earlymap.Range;
import org.earlymap.cpu.CpuModel;
import org.earlymap.format.Bytes;
import org.earlymap.format.fdt.BoardDescription;
import org.earlymap.format.fdt.FlattenedDeviceTree;
import org.earlymap.handover.HandoverFolder;
import org.earlymap.handover.RunningSystem;
import org.earlymap.layout.VaLayout;
import org.earlymap.machine.HandoverMachine;
import org.earlymap.machine.Machine;
import org.earlymap.machine.MachineBuilder;
import org.earlymap.machine.NoMemoryException;
import org.earlymap.machine.Placement;
import org.earlymap.machine.UefiMemory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What the boot loader and the board give the kernel. Without any of it, it is QEMU's virt board
 * with 1 GiB, loaded as QEMU loads.
 */
final class MachineOptions {
  @Option(
      names = "--dtb",
      paramLabel = "FILE",
      description = "The board's flattened device tree; the options below go before it.")
  private Optional<Path> dtb = Optional.empty();

  @Option(
      names = "--from",
      paramLabel = "FOLDER",
      description =
          "What a kernel was given, as files in a folder: fdt, registers, memory/0x…; or what"
              + " samples/collect.sh has collected on a running machine. The options below go"
              + " before it.")
  private Optional<Path> from = Optional.empty();

  @Option(
      names = "--uefi-memory-map",
      paramLabel = "FILE",
      description =
          "The memory map as UEFI firmware gives it to the kernel: raw descriptors, or the kernel"
              + " log of a boot with efi=debug. It goes before all other memory.")
  private Optional<Path> uefiMemoryMap = Optional.empty();

  private Optional<HandoverFolder> folder = Optional.empty();
  private Optional<RunningSystem> system = Optional.empty();

  @Option(
      names = "--cmdline",
      paramLabel = "TEXT",
      description = "The kernel's command line (/chosen/bootargs).")
  private Optional<String> commandLine = Optional.empty();

  @Option(
      names = "--memory",
      paramLabel = "BASE:SIZE",
      converter = MemoryConverter.class,
      description = "A bank of memory, 0x40000000:1G (repeatable). Default: that one.")
  private List<Range> memory = new ArrayList<>();

  @Option(
      names = "--kaslr-seed",
      paramLabel = "NUMBER",
      converter = SeedConverter.class,
      description = "The 64-bit seed of KASLR (/chosen/kaslr-seed); 0 or none: not randomised.")
  private Optional<Long> kaslrSeed = Optional.empty();

  @Option(
      names = "--load-address",
      paramLabel = "PA",
      converter = AddressConverter.class,
      description = "Physical address of _text. Default: 2 MiB above the lowest memory.")
  private Optional<Long> loadAddress = Optional.empty();

  @Option(
      names = "--fdt-address",
      paramLabel = "PA",
      converter = AddressConverter.class,
      description =
          "Physical address of the device tree. Default: half way into the lowest memory, at most"
              + " 128 MiB, or beside the image where that is in it.")
  private Optional<Long> fdtAddress = Optional.empty();

  @Option(
      names = "--fdt-size",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "The device tree's total size. Default: that of --dtb, else 1M.")
  private Optional<Long> fdtSize = Optional.empty();

  @Mixin private final EntryOptions entry = new EntryOptions();

  /** The device tree, where one is given. */
  public Optional<BoardDescription> tree() throws IOException {
    if (dtb.isPresent()) {
      return Optional.of(
          BoardDescription.of(FlattenedDeviceTree.read(DeviceTreeFile.map(dtb.get()))));
    }
    return folder()
        .flatMap(HandoverFolder::fdt)
        .map(blob -> BoardDescription.of(FlattenedDeviceTree.read(blob)));
  }

  /** What a kernel was given, where a folder has it. */
  public Optional<HandoverFolder> folder() throws IOException {
    if (from.isPresent() && folder.isEmpty()) {
      folder = Optional.of(HandoverFolder.read(from.get()));
    }
    return folder;
  }

  /** The configuration that was collected. */
  Optional<Path> config() {
    return from.flatMap(
        collected ->
            Stream.of("config", "config.gz")
                .map(collected::resolve)
                .filter(Files::isRegularFile)
                .findFirst());
  }

  /** What a running system tells, where a folder has it. */
  public Optional<RunningSystem> system() throws IOException {
    if (from.isPresent() && system.isEmpty()) {
      system = Optional.of(RunningSystem.read(from.get()));
    }
    return system;
  }

  /** The CPU that the folder's registers show, or its MIDR_EL1. */
  public Optional<CpuModel> cpu() throws IOException {
    Optional<CpuModel> captured = folder().flatMap(HandoverMachine::cpu);
    OptionalLong midr = system().map(RunningSystem::midr).orElse(OptionalLong.empty());
    return captured.isEmpty() && midr.isPresent()
        ? Optional.of(CpuModel.find("0x" + Long.toHexString(midr.getAsLong())))
        : captured;
  }

  /**
   * What firmware has left in memory and registers, for a run to start from; none where an option
   * says otherwise than it.
   */
  public Optional<HandoverFolder> left() throws IOException {
    boolean asItIs = dtb.isEmpty() && uefiMemoryMap.isEmpty() && givesNoNumbers();
    return asItIs ? folder().filter(given -> !given.memory().isEmpty()) : Optional.empty();
  }

  private boolean givesNoNumbers() {
    return memory.isEmpty() && commandLine.isEmpty() && kaslrSeed.isEmpty() && fdtSize.isEmpty();
  }

  /**
   * The bytes of the device tree as they are in memory; none where none is given, or where an
   * option says otherwise than it.
   */
  public Optional<ByteBuffer> blob() throws IOException {
    if (!givesNoNumbers() || uefiMemoryMap.isPresent()) {
      return Optional.empty();
    }
    Optional<Bytes> given = folder().flatMap(HandoverFolder::fdt);
    if (dtb.isEmpty() && given.isEmpty()) {
      return Optional.empty();
    }
    Bytes bytes = dtb.isPresent() ? DeviceTreeFile.map(dtb.get()) : given.get();
    int size = FlattenedDeviceTree.read(bytes).totalSize();
    return Optional.of(ByteBuffer.wrap(bytes.copy(0, size)));
  }

  /**
   * The board with a CPU: the device tree's, or QEMU's virt, with what the options say in its
   * place.
   *
   * @param tree {@link #tree}
   * @throws org.earlymap.InputException where the tree or an option cannot be used
   */
  public Machine machine(CpuModel cpu, Optional<BoardDescription> tree) throws IOException {
    MachineBuilder machine = described(cpu, tree);
    if (uefiMemoryMap.isPresent()) {
      machine.uefi(UefiMemory.of(UefiMapFile.read(uefiMemoryMap.get())));
    }
    if (!memory.isEmpty()) {
      machine.banks(apart(memory));
    }
    commandLine.ifPresent(machine::bootArgs);
    kaslrSeed.ifPresent(seed -> machine.kaslrSeed(OptionalLong.of(seed)));
    loadAddress.ifPresent(machine::loadAddress);
    fdtAddress.ifPresent(machine::fdtAddress);
    machine.fdtSize(size(tree)).e2hStuck(entry.isE2hStuck());
    if (entry.isLevelGiven() || !describesEntry()) {
      machine.bootEl(bootEl());
    }
    try {
      return machine.build();
    } catch (NoMemoryException e) {
      throw new UnusableOptionException(
          "the device tree has no memory: give --memory BASE:SIZE, or --load-address and"
              + " --fdt-address",
          e);
    }
  }

  private MachineBuilder described(CpuModel cpu, Optional<BoardDescription> tree)
      throws IOException {
    boolean told =
        folder().flatMap(HandoverFolder::fdt).isPresent()
            || !system().map(RunningSystem::isEmpty).orElse(true);
    if (dtb.isEmpty() && told) {
      return HandoverMachine.of(folder().orElseThrow(), system().orElseThrow(), cpu);
    }
    return tree.isPresent()
        ? Machine.builder(cpu).board(tree.get())
        : Machine.virt(cpu).toBuilder();
  }

  private boolean describesEntry() throws IOException {
    return folder().filter(given -> given.registers().containsKey("PSTATE")).isPresent()
        || system().filter(told -> told.bootEl().isPresent()).isPresent();
  }

  /** A device tree's banks may overlap, and the kernel joins them; given by hand it is an error. */
  private static List<Range> apart(List<Range> memory) {
    List<Range> banks = new ArrayList<>(memory);
    banks.sort(Comparator.comparing(Range::start, Long::compareUnsigned));
    for (int i = 1; i < banks.size(); i++) {
      Range bank = banks.get(i);
      Range previous = banks.get(i - 1);
      if (Long.compareUnsigned(bank.start(), previous.end() - 1) <= 0) {
        throw new UnusableOptionException(
            "--memory: "
                + Hex.of(bank.start())
                + ".."
                + Hex.of(bank.end())
                + " overlaps memory "
                + Hex.of(previous.start())
                + ".."
                + Hex.of(previous.end()));
      }
    }
    return banks;
  }

  /**
   * What was not given and how it is taken.
   *
   * @param machine the board with its CPU, its device tree where it lies in the end
   */
  List<Assumption> defaults(Machine machine) {
    List<Assumption> defaults = new ArrayList<>();
    if (!namesMemory()) {
      defaults.add(
          new Assumption(
              "memory", "1 GiB from 0x0000000040000000, QEMU's virt board", "--dtb, no --memory"));
    }
    Placement placement = machine.placement();
    if (placement.loadAssumed()) {
      defaults.add(
          new Assumption("load address", Hex.of(placement.loadAddress()), "--load-address"));
    }
    if (placement.fdtAssumed()) {
      long usual = Placement.usualFdtAddress(machine.banks().get(0));
      String moved =
          placement.fdtAddress() == usual
              ? ""
              : ", moved from " + Hex.of(usual) + ", which is in the image or outside of memory";
      String address = Hex.of(placement.fdtAddress()) + moved;
      defaults.add(new Assumption("FDT address", address, "--fdt-address"));
    }
    if (dtb.isEmpty() && fdtSize.isEmpty() && folder.flatMap(HandoverFolder::fdt).isEmpty()) {
      defaults.add(new Assumption("FDT size", "1 MiB, as QEMU makes it", "--dtb, no --fdt-size"));
    }
    return defaults;
  }

  /** What a running system told, and what of the memory cannot be reached, a sentence each. */
  List<String> notes(Machine machine) {
    List<String> notes = new ArrayList<>();
    system.ifPresent(told -> notes.addAll(told.conclusions()));
    int bits = machine.physicalAddressBits();
    for (Range bank : machine.banks()) {
      if (Long.compareUnsigned(bank.end() - 1, (1L << bits) - 1) > 0) {
        notes.add(
            "memory: bank "
                + Hex.of(bank.start())
                + ".."
                + Hex.of(bank.end())
                + " is there, beyond the "
                + bits
                + " physical address bits of CPU "
                + machine.cpuName());
      }
    }
    return notes;
  }

  /** Whether the board's memory was given, by a device tree or in numbers. */
  public boolean namesMemory() {
    return dtb.isPresent()
        || !memory.isEmpty()
        || uefiMemoryMap.isPresent()
        || folder.flatMap(HandoverFolder::fdt).isPresent()
        || system.filter(told -> told.memoryMap().isPresent()).isPresent();
  }

  /**
   * The exception level at which the kernel is entered, 1 or 2.
   *
   * @throws UnusableOptionException for others
   */
  private int bootEl() {
    if (entry.level() != 1 && entry.level() != 2) {
      throw new UnusableOptionException("--boot-el: found " + entry.level() + ", expected 1 or 2");
    }
    return entry.level();
  }

  private long size(Optional<BoardDescription> tree) {
    long usual = tree.map(board -> (long) board.fdtSize()).orElse(Placement.USUAL_FDT_SIZE);
    long size = fdtSize.orElse(usual);
    if (Long.compareUnsigned(size, VaLayout.MAX_FDT_SIZE) > 0 || size == 0) {
      throw new UnusableOptionException(
          "--fdt-size: found 0x"
              + Long.toHexString(size)
              + " bytes, expected at most the 2 MiB that a kernel maps");
    }
    return size;
  }
}
