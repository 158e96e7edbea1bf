// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.earlymap.Range;
import org.earlymap.arch.Granule;
import org.earlymap.config.KernelConfig;
import org.earlymap.format.Bytes;
import org.earlymap.format.elf.ElfFile;
import org.earlymap.kernel.ImageSegment;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.KernelHints;
import org.earlymap.kernel.KernelLoader;
import org.earlymap.kernel.parts.KernelSection;
import org.earlymap.kernel.parts.KernelSymbols;
import org.earlymap.layout.VaLayout;
import org.earlymap.machine.Machine;
import org.earlymap.relocate.RelocationTable;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/** A kernel as the rules see it. Addresses are virtual, at link time. */
public final class CheckedKernel {
  private final KernelBuild image;
  private final Optional<ElfFile> elf;
  private final ImmutableList<Range> memory;
  private final Supplier<SymbolTable> table;
  private final Supplier<RelocationTable> relocations;
  private final ImmutableList<CheckedBoot> boots;

  private CheckedKernel(
      KernelBuild image,
      Supplier<RelocationTable> relocations,
      Optional<ElfFile> elf,
      List<Range> memory,
      List<CheckedBoot> boots) {
    this.image = image;
    this.relocations = relocations;
    this.elf = elf;
    this.memory = ImmutableList.copyOf(memory);
    this.table = Suppliers.memoize(() -> SymbolTable.of(image, elf));
    this.boots = ImmutableList.copyOf(boots);
  }

  /** A kernel of which no more is known than its image. */
  public static CheckedKernel of(KernelBuild image) {
    return new CheckedKernel(
        image,
        Suppliers.memoize(() -> RelocationTable.of(image)),
        Optional.empty(),
        List.of(),
        List.of());
  }

  /**
   * Reads a kernel, and keeps the linked file where it is one.
   *
   * @throws org.earlymap.InputException where it is none, or something about it is missing
   */
  public static CheckedKernel load(Path kernel, KernelHints hints) throws IOException {
    CheckedKernel checked = of(KernelLoader.loadToJudge(kernel, hints));
    Bytes bytes = Bytes.map(kernel);
    return ElfFile.isElf(bytes) ? checked.withElf(ElfFile.of(bytes)) : checked;
  }

  /** The same kernel with the ELF file that it was read from. */
  public CheckedKernel withElf(ElfFile file) {
    return new CheckedKernel(image, relocations, Optional.of(file), memory, boots);
  }

  /** The same kernel on a board with this memory, physical ranges. */
  public CheckedKernel withMemory(List<Range> banks) {
    return new CheckedKernel(image, relocations, elf, banks, boots);
  }

  /**
   * The same kernel, to be booted on these machines.
   *
   * @param named whether somebody asked for them, so that it matters if the kernel does not boot
   */
  public CheckedKernel withMachines(List<Machine> machines, boolean named) {
    return new CheckedKernel(
        image,
        relocations,
        elf,
        memory,
        machines.stream().map(machine -> new CheckedBoot(image, machine, named)).toList());
  }

  /** All of its symbols, for those few that ask for more than {@link #symbols}. */
  public SymbolTable symbolTable() {
    return table.get();
  }

  /**
   * The relocations that it applies to itself, read once for all rules; both tables are empty in a
   * kernel that is not relocatable.
   *
   * @throws org.earlymap.relocate.RelocationException where they cannot be read
   */
  public RelocationTable relocations() {
    return relocations.get();
  }

  /** The kernel's file, as it was given. */
  public String file() {
    return image.file();
  }

  /** What was read. */
  public KernelBuild image() {
    return image;
  }

  /** The linked file, where the kernel is one and not a bare image. */
  public Optional<ElfFile> elf() {
    return elf;
  }

  /** The memory of the board that the kernel is for; nothing where no board was named. */
  public List<Range> memory() {
    return memory;
  }

  /** The boots whose tables are judged, one for each machine; none where no machine is known. */
  public List<CheckedBoot> boots() {
    return boots;
  }

  /** The configuration. */
  public KernelConfig config() {
    return image.config();
  }

  /** What the version changes. */
  public KernelTraits traits() {
    return image.traits();
  }

  /** Whether the version has {@code trait}. */
  public boolean has(Trait trait) {
    return image.traits().has(trait);
  }

  /** The page size. */
  public Granule granule() {
    return image.config().granule();
  }

  /** The symbols that matter at boot. */
  public KernelSymbols symbols() {
    return image.symbols();
  }

  /**
   * The address of {@code symbol}.
   *
   * @throws org.earlymap.kernel.parts.MissingSymbolException without it
   */
  public long at(String symbol) {
    return image.symbols().require(symbol);
  }

  /** The bytes that the image takes in memory. */
  public long imageSize() {
    return image.symbols().imageSize();
  }

  /** The address of {@code symbol}, if there is one. */
  public OptionalLong find(String symbol) {
    return image.symbols().find(symbol);
  }

  /** Where a segment is, at link addresses. */
  public Range range(ImageSegment segment) {
    return segment.of(image.symbols());
  }

  /** The segment that holds {@code va}, a link address, if one does. */
  public Optional<ImageSegment> segmentAt(long va) {
    for (ImageSegment segment : ImageSegment.values()) {
      if (range(segment).contains(va)) {
        return Optional.of(segment);
      }
    }
    return Optional.empty();
  }

  /** The range from one symbol to another. */
  public Range range(String start, String end) {
    return new Range(at(start), at(end));
  }

  /** The loaded sections that have a size; none in a bare image. */
  public List<KernelSection> sections() {
    return image.sections().stream().filter(section -> section.size() != 0).toList();
  }

  /** The loaded section of a name, empty ones included. */
  public Optional<KernelSection> section(String name) {
    return image.sections().stream().filter(section -> section.name().equals(name)).findFirst();
  }

  /** The address space on hardware with all the address bits of the build. */
  public VaLayout layout() {
    return VaLayout.of(config(), traits(), config().vaBits());
  }

  /** The address space on hardware with the fewest address bits that the build runs on. */
  public VaLayout leastLayout() {
    return VaLayout.of(config(), traits(), config().vaBitsMin());
  }
}
