// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel.parts;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.earlymap.format.Bytes;
import org.earlymap.format.NameFilter;
import org.earlymap.format.elf.ElfFile;
import org.earlymap.format.image.Unpacked;
import org.earlymap.format.symbols.Kallsyms;
import org.earlymap.format.symbols.KernelSymbolVisitor;

/**
 * Every symbol of a kernel's image, by name and by place: for those who name an address, or find
 * one by its name. A symbol's place is its distance from {@code _text}, so it holds wherever the
 * image lies.
 */
public final class ImageSymbols {
  private final Map<String, Long> distances = new HashMap<>();
  private final TreeMap<Long, String> names = new TreeMap<>();

  /** The places whose names have a size. */
  private final Set<Long> named = new HashSet<>();

  private ImageSymbols() {}

  /**
   * Those of a file: an ELF file's symbol table, an Image's kallsyms. None where it has neither.
   *
   * @param text the address of {@code _text} as the file has it
   */
  public static ImageSymbols read(Path file, long text) throws IOException {
    ImageSymbols symbols = new ImageSymbols();
    Unpacked unpacked = Unpacked.of(Bytes.map(file));
    if (unpacked.isElf()) {
      ElfFile.of(unpacked.bytes())
          .visitSymbols(
              NameFilter.all(),
              (name, value, size, global, section) -> symbols.add(name, value - text, size > 0));
    } else {
      return Kallsyms.find(unpacked.bytes()).map(ImageSymbols::of).orElse(symbols);
    }
    return symbols;
  }

  /** Those of kallsyms tables. */
  public static ImageSymbols of(Kallsyms tables) {
    ImageSymbols symbols = new ImageSymbols();
    tables.visit(
        NameFilter.all(), (name, type, distance, size) -> symbols.add(name, distance, false));
    return symbols;
  }

  /** These symbols, by their distances from {@code _text}. */
  public static ImageSymbols of(Map<String, Long> distances) {
    ImageSymbols symbols = new ImageSymbols();
    distances.forEach((name, distance) -> symbols.add(name, distance, false));
    return symbols;
  }

  /** Symbols by their addresses, before it is known where they are to be counted from. */
  static final class Addresses {
    private final Map<String, Long> sized = new LinkedHashMap<>();
    private final Map<String, Long> others = new LinkedHashMap<>();

    private void add(String name, long address, long size) {
      int tab = name.indexOf('\t');
      (size > 0 ? sized : others).putIfAbsent(tab < 0 ? name : name.substring(0, tab), address);
    }

    /** The address of a symbol. */
    OptionalLong find(String name) {
      Long address = others.getOrDefault(name, sized.get(name));
      return address == null ? OptionalLong.empty() : OptionalLong.of(address);
    }

    /** Their distances from {@code text}. */
    ImageSymbols from(long text) {
      ImageSymbols symbols = new ImageSymbols();
      sized.forEach((name, address) -> symbols.add(name, address - text, true));
      others.forEach((name, address) -> symbols.add(name, address - text, false));
      return symbols;
    }
  }

  /** Collects what a visitor is given. */
  static Addresses collect(Consumer<KernelSymbolVisitor> visit) {
    Addresses addresses = new Addresses();
    visit.accept((name, type, address, size) -> addresses.add(name, address, size));
    return addresses;
  }

  /** The distance of the last symbol, 0 where there is none. */
  long last() {
    return names.isEmpty() ? 0 : names.lastKey();
  }

  /**
   * Of several names for one place the first is taken, as the kernel does where it prints one; but
   * a function or variable, which has a size, before the linker's mark at its start.
   */
  private void add(String name, long distance, boolean sized) {
    // Mapping symbols ($x, $d) name nothing.
    if (name.isEmpty() || name.charAt(0) == '$' || distance < 0) {
      return;
    }
    distances.putIfAbsent(name, distance);
    if (sized && named.add(distance)) {
      names.put(distance, name);
    } else {
      names.putIfAbsent(distance, name);
    }
  }

  /** The distance of a symbol from {@code _text}, in bytes. */
  public OptionalLong distance(String symbol) {
    Long distance = distances.get(symbol);
    return distance == null ? OptionalLong.empty() : OptionalLong.of(distance);
  }

  /** How many bytes there are from a symbol to the next; 0 where that is not known. */
  public long room(String symbol) {
    Long distance = distances.get(symbol);
    Long next = distance == null ? null : names.higherKey(distance);
    return distance == null || next == null ? 0 : next - distance;
  }

  /** Where the symbol at or before {@code distance} starts. */
  public OptionalLong start(long distance) {
    Long start = names.floorKey(distance);
    return start == null || distance < 0 ? OptionalLong.empty() : OptionalLong.of(start);
  }

  /** The symbol at or before {@code distance} and how far behind it that is, {@code name+0x1c}. */
  public Optional<String> nameOf(long distance) {
    return nameOf(distance, 0);
  }

  /**
   * A place by the symbol of what lies {@code back} bytes before it: an address to return to
   * belongs to the call before it, which may be the last instruction of its function.
   */
  public Optional<String> nameOf(long distance, int back) {
    Map.Entry<Long, String> symbol = names.floorEntry(distance - back);
    if (symbol == null || distance < back) {
      return Optional.empty();
    }
    long behind = distance - symbol.getKey();
    return Optional.of(symbol.getValue() + (behind == 0 ? "" : "+0x" + Long.toHexString(behind)));
  }
}
