// SPDX-License-Identifier: Apache-2.0
package org.earlymap.handover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earlymap.Hex;
import org.earlymap.Range;
import org.earlymap.format.Bytes;
import org.earlymap.format.WholeFile;
import org.earlymap.format.uefi.MemoryDescriptor;
import org.earlymap.format.uefi.UefiLog;
import org.earlymap.format.uefi.UefiMemoryMap;

/**
 * What a running system tells from a shell, in the files that are collected there: {@code cmdline},
 * {@code iomem}, {@code dmesg}, {@code kallsyms}, {@code cpuinfo}, {@code midr_el1}, {@code
 * kcore_headers}. Any may be missing.
 */
public final class RunningSystem {
  private static final int MOST_TEXT = 64 << 20;

  private static final long SMALLEST_PAGE = 0x1000;

  /** EFI_ALLOC_ALIGN, and the kernel's largest page. */
  private static final long LARGEST_PAGE = 0x1_0000;

  /** From an image's first byte to {@code _stext}. */
  private static final long HEAD = 0x1_0000;

  /** By such multiples KASLR moves an image. */
  private static final long BLOCK = 2 << 20;

  private static final int PT_LOAD = 1;
  private static final Pattern MIDR =
      Pattern.compile("Booting Linux on physical CPU 0x[0-9a-f]+ \\[0x([0-9a-f]{8,16})\\]");
  private static final Pattern NODE_RANGE =
      Pattern.compile("node +\\d+: \\[mem 0x([0-9a-f]{8,16})-0x([0-9a-f]{8,16})\\]");

  private static final Pattern COMMAND_LINE = Pattern.compile("Kernel command line: (.*)");

  private final Path folder;
  private final List<String> conclusions = new ArrayList<>();
  private Optional<String> commandLine = Optional.empty();
  private Optional<IoMemory> ioMemory = Optional.empty();
  private String log = "";
  private OptionalLong midr = OptionalLong.empty();
  private OptionalLong textVa = OptionalLong.empty();
  private OptionalLong stextVa = OptionalLong.empty();
  private OptionalLong linearOffset = OptionalLong.empty();

  private RunningSystem(Path folder) {
    this.folder = folder;
  }

  /**
   * Reads what is there.
   *
   * @throws org.earlymap.InputException where a file is not what its name says
   */
  public static RunningSystem read(Path folder) throws IOException {
    RunningSystem system = new RunningSystem(folder);
    system.readFiles();
    return system;
  }

  /** Whether nothing of a running system is there. */
  public boolean isEmpty() {
    return commandLine.isEmpty() && ioMemory.isEmpty() && log.isEmpty() && midr.isEmpty();
  }

  private void readFiles() throws IOException {
    log = text("dmesg").orElse("");
    Optional<String> line = text("cmdline").map(String::strip);
    Matcher logged = COMMAND_LINE.matcher(log);
    if (line.isPresent()) {
      commandLine = line;
      conclude("command line", "", "cmdline");
    } else if (logged.find()) {
      commandLine = Optional.of(logged.group(1).strip());
      conclude("command line", "", "dmesg, Kernel command line");
    }
    Optional<String> io = text("iomem");
    if (io.isPresent()) {
      ioMemory = Optional.of(IoMemory.of(folder.resolve("iomem").toString(), io.get()));
    }
    readMidr();
    readSymbols();
    readCore();
  }

  private Optional<String> text(String name) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    byte[] bytes = WholeFile.bytes(file, MOST_TEXT, "the text of a running system");
    return Optional.of(new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
  }

  private void conclude(String what, String value, String source) {
    String text = what + (value.isEmpty() ? "" : ": " + value) + " (from " + source + ")";
    if (!conclusions.contains(text)) {
      conclusions.add(text);
    }
  }

  private void readMidr() throws IOException {
    Optional<String> register = text("midr_el1").map(String::strip);
    Matcher booted = MIDR.matcher(log);
    if (register.isPresent() && register.get().matches("0x[0-9a-f]{1,16}")) {
      midr = OptionalLong.of(Long.parseUnsignedLong(register.get().substring(2), 16));
      conclude("MIDR_EL1", Hex.of(midr.getAsLong()), "midr_el1");
    } else if (booted.find()) {
      midr = OptionalLong.of(Long.parseUnsignedLong(booted.group(1), 16));
      conclude("MIDR_EL1", Hex.of(midr.getAsLong()), "dmesg, Booting Linux on physical CPU");
    } else {
      Optional<String> info = text("cpuinfo");
      if (info.isPresent()) {
        readCpuInfo(info.get());
      }
    }
  }

  private void readCpuInfo(String info) {
    OptionalLong implementer = number(info, "CPU implementer");
    OptionalLong variant = number(info, "CPU variant");
    OptionalLong part = number(info, "CPU part");
    OptionalLong revision = number(info, "CPU revision");
    if (implementer.isPresent() && part.isPresent()) {
      midr =
          OptionalLong.of(
              implementer.getAsLong() << 24
                  | variant.orElse(0) << 20
                  | 0xfL << 16
                  | part.getAsLong() << 4
                  | revision.orElse(0));
      conclude("MIDR_EL1", Hex.of(midr.getAsLong()), "cpuinfo");
    }
  }

  private static OptionalLong number(String info, String name) {
    Matcher matcher =
        Pattern.compile(Pattern.quote(name) + "\\s*: (0x[0-9a-f]{1,8}|\\d{1,9})").matcher(info);
    return matcher.find() ? OptionalLong.of(Long.decode(matcher.group(1))) : OptionalLong.empty();
  }

  private void readSymbols() throws IOException {
    String symbols = text("kallsyms").orElse("");
    OptionalLong text = symbol(symbols, "_text");
    stextVa = symbol(symbols, "_stext");
    if (text.isPresent()) {
      textVa = text;
      conclude("_text", Hex.of(textVa.getAsLong()), "kallsyms");
    } else if (stextVa.isPresent()) {
      textVa = OptionalLong.of(stextVa.getAsLong() - HEAD);
      conclude("_text", Hex.of(textVa.getAsLong()), "kallsyms, 64 KiB before _stext");
    }
  }

  private static OptionalLong symbol(String symbols, String name) {
    Matcher matcher =
        Pattern.compile("(?m)^([0-9a-f]{16}) [A-Za-z] " + name + "$").matcher(symbols);
    long va = matcher.find() ? Long.parseUnsignedLong(matcher.group(1), 16) : 0;
    return va == 0 ? OptionalLong.empty() : OptionalLong.of(va);
  }

  /** The first header of /proc/kcore whose memory has a physical address: the linear map's. */
  private void readCore() throws IOException {
    Path file = folder.resolve("kcore_headers");
    if (!Files.isRegularFile(file)) {
      return;
    }
    Bytes core = Bytes.map(file);
    if (!core.holds(0, 64) || core.u32(0) != 0x464c_457fL) {
      return;
    }
    long headers = core.u64(32);
    int size = core.u16(54);
    for (int i = 0; i < core.u16(56) && core.holds(headers + (long) i * size, 56); i++) {
      long at = headers + (long) i * size;
      long pa = core.u64(at + 24);
      boolean memory = ioMemory.isPresent() && holds(ioMemory.get().memory(), pa);
      boolean linear =
          textVa.isEmpty() || Long.compareUnsigned(core.u64(at + 16), textVa.getAsLong()) < 0;
      if (core.u32(at) == PT_LOAD && memory && linear) {
        linearOffset = OptionalLong.of(core.u64(at + 16) - pa);
        conclude("linear map", Hex.of(pa) + " is at " + Hex.of(core.u64(at + 16)), "kcore_headers");
        return;
      }
    }
  }

  private static boolean holds(List<Range> ranges, long pa) {
    return ranges.stream().anyMatch(range -> range.contains(pa));
  }

  /** The command line. */
  public Optional<String> commandLine() {
    return commandLine;
  }

  /** MIDR_EL1 of a CPU. */
  public OptionalLong midr() {
    return midr;
  }

  /** The virtual address of {@code _text}. */
  public OptionalLong textVa() {
    return textVa;
  }

  /** The linear map's virtual minus physical addresses. */
  public OptionalLong linearOffset() {
    return linearOffset;
  }

  /** The physical address of {@code _text}, by where /proc/iomem has the code start. */
  public OptionalLong loadAddress() {
    if (ioMemory.flatMap(IoMemory::kernelCode).isEmpty()) {
      return OptionalLong.empty();
    }
    long code = ioMemory.flatMap(IoMemory::kernelCode).get().start();
    // Up to 6.11 the code starts with _stext, then with _text; the image moves by whole blocks.
    boolean fromStext =
        stextVa.isPresent()
            ? (code - stextVa.getAsLong() & BLOCK - 1) == 0
            : (code & BLOCK - 1) != 0;
    long text = fromStext ? code - HEAD : code;
    conclude("load address", Hex.of(text), "iomem, Kernel code at " + Hex.of(code));
    return OptionalLong.of(text);
  }

  /** The exception level at which the kernel was entered, as the log has it. */
  public OptionalInt bootEl() {
    Matcher matcher = Pattern.compile("CPU: All CPU\\(s\\) started at EL([12])").matcher(log);
    if (!matcher.find()) {
      return OptionalInt.empty();
    }
    conclude("entered at", "EL" + matcher.group(1), "dmesg, All CPU(s) started at");
    return OptionalInt.of(Integer.parseInt(matcher.group(1)));
  }

  /**
   * Where the device tree lies: the one reserved range of its size.
   *
   * @param size the tree's in bytes
   */
  public OptionalLong fdtAddress(long size) {
    if (ioMemory.isEmpty()) {
      return OptionalLong.empty();
    }
    for (long page = SMALLEST_PAGE; page <= LARGEST_PAGE; page <<= 2) {
      Optional<Range> found = onlyOne(size, page);
      if (found.isPresent()) {
        long pa = found.get().start();
        conclude("device tree at", Hex.of(pa), "iomem, the reserved range of its size");
        return OptionalLong.of(pa);
      }
    }
    return OptionalLong.empty();
  }

  /** The reserved range of {@code size} in pages; UEFI's stub aligns it to the largest page. */
  private Optional<Range> onlyOne(long size, long page) {
    List<Range> fits = new ArrayList<>();
    for (Range range : ioMemory.orElseThrow().reserved()) {
      long slack = range.size() - size;
      if (slack >= 0 && slack < page) {
        fits.add(range);
      }
    }
    if (fits.size() > 1) {
      fits.removeIf(range -> (range.start() & (LARGEST_PAGE - 1)) != 0);
    }
    return fits.size() == 1 ? Optional.of(fits.get(0)) : Optional.empty();
  }

  /**
   * Memory as UEFI's map in the log, or as if from one: what iomem or the log's node ranges show.
   */
  public Optional<UefiMemoryMap> memoryMap() {
    if (log.contains("Processing EFI memory map")) {
      conclude("memory", "UEFI's map", "dmesg, Processing EFI memory map");
      return Optional.of(UefiLog.memoryMap(folder.resolve("dmesg").toString(), log));
    }
    List<MemoryDescriptor> descriptors = new ArrayList<>();
    if (ioMemory.isPresent()) {
      conclude("memory", "", "iomem, System RAM and reserved");
      ioMemory.get().memory().forEach(range -> add(descriptors, 7, range));
      ioMemory.get().noMap().forEach(range -> add(descriptors, 0, range));
    } else {
      Matcher matcher = NODE_RANGE.matcher(log);
      while (matcher.find()) {
        long start = Long.parseUnsignedLong(matcher.group(1), 16);
        long last = Long.parseUnsignedLong(matcher.group(2), 16);
        add(descriptors, 7, new Range(start, last + 1));
      }
      if (!descriptors.isEmpty()) {
        conclude("memory", "", "dmesg, Early memory node ranges; what is not mapped is not known");
      }
    }
    return descriptors.isEmpty() ? Optional.empty() : Optional.of(new UefiMemoryMap(descriptors));
  }

  private static void add(List<MemoryDescriptor> descriptors, int type, Range range) {
    descriptors.add(
        new MemoryDescriptor(type, range.start(), 0, range.size() >>> 12, MemoryDescriptor.WB));
  }

  /** What was concluded so far, each with its source, a sentence's part each. */
  public List<String> conclusions() {
    return List.copyOf(conclusions);
  }
}
