// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.earlymap.Range;
import org.earlymap.kernel.KernelHints;
import org.earlymap.machine.Machine;
import org.earlymap.testing.ElfWriter;
import org.earlymap.testing.TruthFile;
import org.earlymap.testing.VirtMachine;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.Trait;

/** Makes kernels that are wrong in one thing: the sections and symbols of a real one, changed. */
public final class KernelMaker {
  private static final int SHT_PROGBITS = 1;
  private static final int SHT_NOBITS = 8;
  private static final int SHN_ABS = 0xfff1;

  private record Section(int type, String flags, long address, long size, ByteBuffer bytes) {}

  private record Segment(int flags, long address, long size) {}

  private record Symbol(long value, long size) {}

  private final Map<String, Section> sections = new LinkedHashMap<>();
  private final Map<String, Symbol> symbols = new TreeMap<>();
  private final Map<String, String> config;
  private final List<Segment> segments = new ArrayList<>();
  private final Map<Trait, Boolean> switches = new EnumMap<>(Trait.class);
  private final List<Range> memory = new ArrayList<>();
  private final List<Machine> machines = new ArrayList<>();
  private String release;
  private long entry;

  private KernelMaker(TruthFile truth) {
    for (TruthFile.Section section : truth.sections()) {
      sections.put(
          section.name(),
          new Section(
              SHT_NOBITS,
              section.flags(),
              section.address(),
              section.size(),
              ByteBuffer.allocate(0)));
    }
    truth.symbols().forEach((name, value) -> symbols.put(name, new Symbol(value, 0)));
    config = new LinkedHashMap<>(truth.config());
    release = truth.release();
    entry = at("_text");
  }

  /** Starts from the kernel of a captured boot. */
  public static KernelMaker from(String truth) {
    return new KernelMaker(TruthFile.named(truth));
  }

  /** The address of a symbol as it is now. */
  public long at(String symbol) {
    Symbol found = symbols.get(symbol);
    if (found == null) {
      throw new IllegalArgumentException("no symbol " + symbol);
    }
    return found.value();
  }

  public KernelMaker symbol(String name, long value) {
    return symbol(name, value, 0);
  }

  public KernelMaker symbol(String name, long value, long size) {
    symbols.put(name, new Symbol(value, size));
    return this;
  }

  public KernelMaker move(String symbol, long by) {
    return symbol(symbol, at(symbol) + by);
  }

  /** Takes all symbols away. */
  public KernelMaker stripped() {
    symbols.clear();
    return this;
  }

  public KernelMaker without(String symbol) {
    symbols.remove(symbol);
    return this;
  }

  public KernelMaker config(String option, String value) {
    config.put(option, value);
    return this;
  }

  public KernelMaker release(String text) {
    release = text;
    return this;
  }

  public KernelMaker entry(long address) {
    entry = address;
    return this;
  }

  /** Sets a trait by hand. */
  public KernelMaker trait(Trait trait, boolean value) {
    switches.put(trait, value);
    return this;
  }

  /** Puts the kernel on a board with memory {@code [start, end)}. */
  public KernelMaker memory(long start, long end) {
    memory.add(new Range(start, end));
    return this;
  }

  /**
   * Boots the kernel on this machine too; on QEMU's virt with its largest CPU where none is named.
   */
  public KernelMaker machine(Machine machine) {
    machines.add(machine);
    return this;
  }

  /** Boots the kernel on QEMU's virt with this CPU too. */
  public KernelMaker cpu(String name) {
    return machine(VirtMachine.with(name));
  }

  /** Adds or replaces a section that has no bytes in the file. */
  public KernelMaker section(String name, String flags, long address, long size) {
    sections.put(name, new Section(SHT_NOBITS, flags, address, size, ByteBuffer.allocate(0)));
    return this;
  }

  /** Adds or replaces a section with contents. */
  public KernelMaker contents(String name, int type, String flags, long address, byte[] bytes) {
    sections.put(name, new Section(type, flags, address, bytes.length, ByteBuffer.wrap(bytes)));
    return this;
  }

  public KernelMaker contents(String name, String flags, long address, byte[] bytes) {
    return contents(name, SHT_PROGBITS, flags, address, bytes);
  }

  /** Gives a section other flags. */
  public KernelMaker flags(String name, String flags) {
    Section old = sections.get(name);
    if (old == null) {
      throw new IllegalArgumentException("no section " + name);
    }
    return section(name, flags, old.address(), old.size());
  }

  /** The byte order that the configuration asks for. */
  public ByteOrder order() {
    return "y".equals(config.get("CPU_BIG_ENDIAN"))
        ? ByteOrder.BIG_ENDIAN
        : ByteOrder.LITTLE_ENDIAN;
  }

  /** Adds a PT_LOAD; {@code flags} are PF_*. */
  public KernelMaker segment(int flags, long address, long size) {
    segments.add(new Segment(flags, address, size));
    return this;
  }

  /** The kernel, read back from the file that it was written to. */
  public CheckedKernel load(Path folder) {
    try {
      Path elf = write(folder);
      KernelHints hints =
          new KernelHints(
              Optional.of(folder.resolve("config")),
              Optional.empty(),
              KernelRelease.parse(release),
              OptionalInt.empty(),
              OptionalInt.empty(),
              Optional.empty(),
              switches,
              false);
      return CheckedKernel.load(elf, hints)
          .withMemory(memory)
          .withMachines(
              machines.isEmpty() ? List.of(VirtMachine.with("qemu-max")) : machines,
              !machines.isEmpty());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes {@code vmlinux} and {@code config}; answers the former. */
  public Path write(Path folder) throws IOException {
    ElfWriter writer = new ElfWriter(order());
    writer.entry(entry);
    sections.forEach(
        (name, section) -> {
          if (section.type() == SHT_NOBITS) {
            writer.section(name, SHT_NOBITS, section.flags(), section.address(), section.size(), 8);
          } else {
            writer.section(
                name,
                section.type(),
                section.flags(),
                section.address(),
                8,
                section.bytes().array());
          }
        });
    symbols.forEach(
        (name, symbol) -> writer.symbol(name, symbol.value(), symbol.size(), true, SHN_ABS));
    for (Segment segment : segments) {
      writer.segment(segment.flags(), segment.address(), segment.size(), new byte[0]);
    }
    StringBuilder text = new StringBuilder();
    config.forEach((name, value) -> text.append("CONFIG_" + name + "=" + value + "\n"));
    Files.writeString(folder.resolve("config"), text);
    return writer.writeTo(folder.resolve("vmlinux"));
  }
}
