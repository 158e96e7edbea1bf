// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel.parts;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.format.Bytes;
import org.earlymap.format.NameFilter;
import org.earlymap.format.compress.PlainFile;
import org.earlymap.format.elf.ElfFile;
import org.earlymap.format.image.Unpacked;
import org.earlymap.format.symbols.Kallsyms;
import org.earlymap.format.symbols.SystemMap;

/**
 * A kernel's symbols where the image lies in virtual memory.
 *
 * @param symbols by their distance from the image's lowest symbol
 * @param text the virtual address of that symbol, {@code _text} but in kallsyms of text alone
 */
public record PlacedSymbols(ImageSymbols symbols, long text) {
  private static final String TEXT = "_text";
  private static final int LEAST_LINE = 20;

  /**
   * Those of a file, where it says they are: a vmlinux, an Image with kallsyms, a {@code
   * System.map} or {@code /proc/kallsyms}; compressed or not.
   *
   * @throws MissingSymbolException where it has none
   */
  public static PlacedSymbols read(Path file) throws IOException {
    Bytes bytes = PlainFile.map(file);
    if (isMap(bytes)) {
      return of(file, ImageSymbols.collect(into -> SystemMap.visit(bytes, NameFilter.all(), into)));
    }
    Unpacked unpacked = Unpacked.of(bytes);
    if (unpacked.isElf()) {
      return of(
          file,
          ImageSymbols.collect(
              into ->
                  ElfFile.of(unpacked.bytes())
                      .visitSymbols(
                          NameFilter.all(),
                          (name, value, size, global, section) ->
                              into.symbol(name, 'T', value, size))));
    }
    Kallsyms tables =
        Kallsyms.find(unpacked.bytes())
            .orElseThrow(() -> new MissingSymbolException(TEXT, file.toString()));
    return new PlacedSymbols(ImageSymbols.of(tables), tables.text().orElse(0));
  }

  private static PlacedSymbols of(Path file, ImageSymbols.Addresses addresses) {
    OptionalLong text = addresses.find(TEXT);
    if (text.isEmpty() || text.getAsLong() == 0) {
      throw new MissingSymbolException(TEXT, file.toString());
    }
    return new PlacedSymbols(addresses.from(text.getAsLong()), text.getAsLong());
  }

  private static boolean isMap(Bytes bytes) {
    if (bytes.size() < LEAST_LINE || bytes.u8(16) != ' ' || bytes.u8(18) != ' ') {
      return false;
    }
    for (int i = 0; i < 16; i++) {
      if (Character.digit(bytes.u8(i), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  /** The same symbols of an image whose {@code _text} is at {@code va}. */
  public PlacedSymbols at(long va) {
    return new PlacedSymbols(symbols, va);
  }

  /** The virtual address of a symbol. */
  public OptionalLong address(String name) {
    OptionalLong distance = symbols.distance(name);
    return distance.isPresent()
        ? OptionalLong.of(text + distance.getAsLong())
        : OptionalLong.empty();
  }

  /**
   * The symbol that {@code va} lies in, such as {@code start_kernel+0x40}; none beyond the image.
   */
  public Optional<String> nameOf(long va) {
    long distance = va - text;
    OptionalLong end = symbols.distance("_end");
    boolean inside =
        distance >= 0 && distance < (end.isPresent() ? end.getAsLong() : symbols.last() + 1);
    return inside ? symbols.nameOf(distance) : Optional.empty();
  }
}
