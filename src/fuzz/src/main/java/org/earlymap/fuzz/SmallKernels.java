// SPDX-License-Identifier: Apache-2.0
package org.earlymap.fuzz;

import io.airlift.compress.zstd.ZstdCompressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.earlymap.format.Bytes;
import org.earlymap.format.NameFilter;
import org.earlymap.format.elf.ElfFile;
import org.earlymap.format.elf.ElfSection;
import org.earlymap.format.elf.ElfSegment;
import org.earlymap.testing.ElfWriter;
import org.earlymap.testing.ImageWriter;
import org.earlymap.testing.KallsymsWriter;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/**
 * Kernels of a few KiB: those of the samples without the zeros that their sections are filled with,
 * so that thousands of them are written and read in a second.
 */
final class SmallKernels {
  private static final int ABSOLUTE = 0xfff1;
  private static final int IMAGE_BYTES = 0x2000;
  private static final int BANNER_AT = 0x400;

  /** Where in an image kallsyms tables are. */
  static final int TABLES_AT = 0x800;

  private static final long IMAGE_FLAGS = 0xa;
  private static final long BASE = 0xffff800080000000L;

  private SmallKernels() {}

  /** The ELF file {@code sample}, each section cut off behind its last byte that is not zero. */
  static byte[] elf(Path sample) throws IOException {
    ElfFile elf = ElfFile.of(Bytes.map(sample));
    ElfWriter writer = new ElfWriter(ByteOrder.LITTLE_ENDIAN).entry(elf.entry());
    int[] places = new int[elf.sectionCount()];
    for (int i = 1; i < elf.sectionCount(); i++) {
      ElfSection section = elf.section(i);
      if (section.isAllocated()) {
        byte[] bytes = section.hasBytes() ? withoutZeros(elf.contents(section)) : new byte[0];
        String flags = flags(section.flags());
        places[i] =
            bytes.length == 0
                ? writer.section(
                    section.name(),
                    ElfSection.SHT_NOBITS,
                    flags,
                    section.address(),
                    section.size(),
                    8)
                : writer.section(
                    section.name(), section.type(), flags, section.address(), 8, bytes);
      }
    }
    for (ElfSegment segment : elf.loadSegments()) {
      writer.segment(segment.flags(), segment.address(), segment.memorySize(), new byte[0]);
    }
    elf.visitSymbols(
        NameFilter.all(),
        (name, value, size, global, section) ->
            writer.symbol(
                name,
                value,
                size,
                global,
                section > 0 && section < places.length && places[section] > 0
                    ? places[section]
                    : ABSOLUTE));
    return writer.bytes();
  }

  /** An Image with kallsyms tables of one of their layouts, a banner and a configuration. */
  static byte[] image(
      Map<String, Long> symbols, byte[] config, String release, KallsymsWriter.Layout layout)
      throws IOException {
    KallsymsWriter tables = new KallsymsWriter(layout, ByteOrder.LITTLE_ENDIAN, false);
    long text = address(symbols, "_text");
    symbols.forEach(
        (name, va) -> {
          if (va - text >= 0 && va - text < 1L << 31) {
            tables.symbol(name, 'T', va - text);
          }
        });
    byte[] written = tables.bytes(TABLES_AT, BASE);
    ByteArrayOutputStream embedded = new ByteArrayOutputStream();
    embedded.writeBytes("IKCFG_ST".getBytes(StandardCharsets.US_ASCII));
    embedded.writeBytes(gzip(config));
    embedded.writeBytes("IKCFG_ED".getBytes(StandardCharsets.US_ASCII));
    int configAt = TABLES_AT + written.length + 16 & -16;
    return new ImageWriter(
            IMAGE_FLAGS, configAt + embedded.size() + 64, address(symbols, "_end") - text)
        .put(BANNER_AT, banner(release))
        .put(TABLES_AT, written)
        .put(configAt, embedded.toByteArray())
        .bytes();
  }

  /** An Image without tables, for those who bring a {@code System.map}. */
  static byte[] bareImage(Map<String, Long> symbols, String release) {
    return new ImageWriter(
            IMAGE_FLAGS, IMAGE_BYTES, address(symbols, "_end") - address(symbols, "_text"))
        .put(BANNER_AT, banner(release))
        .bytes();
  }

  private static byte[] banner(String release) {
    return ("Linux version " + release + " (a@b) (gcc) #1\n\0").getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * The symbols of a small image: its banner is near its start, its data do not end in the file.
   */
  static Map<String, Long> moved(Map<String, Long> symbols) {
    Map<String, Long> moved = new TreeMap<>(symbols);
    moved.remove("_edata");
    moved.put("linux_banner", address(symbols, "_text") + BANNER_AT);
    return moved;
  }

  /** A map of symbols as {@code nm} writes it. */
  static String systemMap(Map<String, Long> symbols) {
    StringBuilder map = new StringBuilder();
    symbols.forEach((name, va) -> map.append(String.format(Locale.ROOT, "%016x T %s%n", va, name)));
    return map.toString();
  }

  private static long address(Map<String, Long> symbols, String name) {
    return Objects.requireNonNull(symbols.get(name), name);
  }

  /** A program for the bare machine. */
  static byte[] program() {
    ElfWriter writer = new ElfWriter(ByteOrder.LITTLE_ENDIAN);
    writer.section(".text", 1, "AX", 0x4000_0000L, 4, new byte[0x180]);
    writer.section(".rodata", 1, "A", 0x4000_2000L, 8, new byte[0x20]);
    writer.section(".data", 1, "AW", 0x4000_3000L, 8, new byte[0x20]);
    writer.section(".bss", 8, "AW", 0x4000_3100L, 0x1f00, 8);
    return writer.bytes();
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  static byte[] xz(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new XZOutputStream(packed, new LZMA2Options(0))) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  static byte[] zstd(byte[] bytes) {
    ZstdCompressor compressor = new ZstdCompressor();
    byte[] packed = new byte[compressor.maxCompressedLength(bytes.length)];
    int size = compressor.compress(bytes, 0, bytes.length, packed, 0, packed.length);
    return Arrays.copyOf(packed, size);
  }

  /** A file as {@code make vmlinuz.efi} wraps it: a header, the packed image, its size. */
  static byte[] zboot(byte[] packed, int size) {
    ByteBuffer file = ByteBuffer.allocate(64 + packed.length + 4).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {'M', 'Z', 0, 0, 'z', 'i', 'm', 'g'}).putInt(64).putInt(packed.length);
    file.putLong(0).put("gzip".getBytes(StandardCharsets.US_ASCII));
    file.position(64);
    return file.put(packed).putInt(size).array();
  }

  private static byte[] withoutZeros(Bytes contents) {
    byte[] bytes = contents.copy(0, (int) contents.size());
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return Arrays.copyOf(bytes, end + 7 & -8);
  }

  private static String flags(long bits) {
    return ((bits & ElfSection.SHF_WRITE) != 0 ? "W" : "")
        + ((bits & ElfSection.SHF_ALLOC) != 0 ? "A" : "")
        + ((bits & ElfSection.SHF_EXECINSTR) != 0 ? "X" : "");
  }
}
