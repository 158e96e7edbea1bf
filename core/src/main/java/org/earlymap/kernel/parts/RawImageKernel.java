// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel.parts;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.InputCause;
import org.earlymap.config.KernelConfigException;
import org.earlymap.format.Bytes;
import org.earlymap.format.image.ImageHeader;
import org.earlymap.format.symbols.Kallsyms;

/**
 * A kernel as boot loaders get it, a raw {@code Image}: no sections, no symbol table, and no word
 * about where it is linked.
 */
public final class RawImageKernel {
  private static final byte[] EFI_MAGIC = "MZ".getBytes(StandardCharsets.ISO_8859_1);
  private static final long MOST_ALIGNMENT = 2048;
  private static final long USUAL_BSS_SHARE = 8;

  private RawImageKernel() {}

  /**
   * Reads the image.
   *
   * @param given the symbols of a {@code System.map}; else those of kallsyms
   */
  public static KernelParts read(
      KernelSource source,
      Bytes file,
      Optional<KernelSymbols.Collector> given,
      OptionalLong configuredBase,
      List<Evidence> evidence) {
    ImageHeader header = ImageHeader.read(file);
    Bytes image = file.order(header.order());
    KernelSymbols.Collector symbols = KernelSymbols.collector();
    String from;
    long base;
    if (given.isPresent()) {
      symbols =
          SystemMapSymbols.atLinkAddresses(
              given.get(),
              linkAddress(image, header, given.get(), configuredBase, evidence),
              evidence);
      from = "the System.map";
      base = symbols.find("_text").orElseThrow();
      requireWhole(image, symbols.find("_edata"), base);
    } else {
      Kallsyms tables =
          Kallsyms.find(image)
              .orElseThrow(
                  () ->
                      new KernelConfigException(
                          source.file()
                              + ": the image holds no symbols (it has no kallsyms tables)"
                              + missingBytes(image, header),
                          InputCause.SYMBOLS_MISSING));
      KernelSymbols.Collector distances = KernelSymbols.collector();
      tables.visit(
          SymbolNames.filter(),
          (name, type, distance, size) ->
              distances.add(name, distance, size, Character.isUpperCase(type)));
      if (distances.find("_text").isEmpty()) {
        distances.add("_text", 0, 0, true);
      }
      if (distances.find("_end").isEmpty()) {
        distances.add("_end", header.imageSize(), 0, true);
      }
      requireWhole(image, distances.find("_edata"), 0);
      base = LinkBase.find(image, header, tables.text(), distances, configuredBase, evidence);
      distances.moveTo(symbols, base);
      from = "the kallsyms tables of " + source.file();
      evidence.add(
          new Evidence("symbols", tables.count() + " in kallsyms", "tables " + tables.layout()));
    }
    addHeaderSymbols(symbols, header);
    return new KernelParts(
        source,
        header.order(),
        symbols.done(from),
        List.of(),
        KernelContents.of(List.of(new KernelContents.Piece(base, image))),
        OptionalLong.of(header.flags()),
        OptionalLong.of(header.imageSize()));
  }

  /** Where an image is linked whose symbols were read from a machine that has moved it. */
  private static OptionalLong linkAddress(
      Bytes image,
      ImageHeader header,
      KernelSymbols.Collector given,
      OptionalLong configuredBase,
      List<Evidence> evidence) {
    long text = given.find("_text").orElseThrow();
    if (AddressWidths.leastBits(text).isPresent()) {
      return OptionalLong.of(text);
    }
    KernelSymbols.Collector distances = KernelSymbols.collector();
    given.moveTo(distances, -text);
    return OptionalLong.of(
        LinkBase.find(image, header, OptionalLong.empty(), distances, configuredBase, evidence));
  }

  /**
   * The file holds the image up to {@code _edata}. Only a kernel with an EFI header pads it to
   * exactly there: in others an empty section may have been aligned before the symbol.
   *
   * @throws org.earlymap.format.FormatException where the file ends before
   */
  private static void requireWhole(Bytes image, OptionalLong dataEnd, long start) {
    if (dataEnd.isEmpty()) {
      return;
    }
    long end = dataEnd.getAsLong() - start;
    long padding = image.matches(0, EFI_MAGIC) ? 0 : MOST_ALIGNMENT;
    if (end > image.size() + padding) {
      throw image.fault(
          image.size(),
          String.format(
              "cut short: the image has 0x%x bytes, its data ends at 0x%x (_edata)",
              image.size(), end));
    }
  }

  /** A word on the file's size, where more is missing than BSS usually has. */
  private static String missingBytes(Bytes image, ImageHeader header) {
    return image.size() >= header.imageSize() - header.imageSize() / USUAL_BSS_SHARE
        ? ""
        : String.format(
            "; the image has 0x%x of the 0x%x bytes that its header asks for in memory: it may be"
                + " cut short",
            image.size(), header.imageSize());
  }

  /** The header's fields under the names of the absolute symbols that they are made of. */
  private static void addHeaderSymbols(KernelSymbols.Collector symbols, ImageHeader header) {
    boolean big = (header.flags() & 1) != 0;
    symbols.add("_kernel_flags_le_lo32", word(header.flags(), big), 0, true);
    symbols.add("_kernel_flags_le_hi32", word(header.flags() >>> 32, big), 0, true);
    symbols.add("_kernel_size_le_lo32", word(header.imageSize(), big), 0, true);
    symbols.add("_kernel_size_le_hi32", word(header.imageSize() >>> 32, big), 0, true);
  }

  private static long word(long value, boolean big) {
    return (big ? Integer.reverseBytes((int) value) : (int) value) & 0xffff_ffffL;
  }
}
