// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel.parts;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The addresses of a kernel's symbols as it was linked, as far as anything here asks for them.
 *
 * <p>Symbols of the position-independent startup code carry the prefix {@code __pi_}; such a one is
 * found under its plain name too, as linkers and releases differ in which of the two they keep.
 */
public final class KernelSymbols {
  private final ImmutableSortedMap<String, Long> addresses;
  private final Map<String, Long> sizes;
  private final String source;

  private KernelSymbols(
      ImmutableSortedMap<String, Long> addresses, Map<String, Long> sizes, String source) {
    this.addresses = addresses;
    this.sizes = sizes;
    this.source = source;
  }

  /**
   * Exactly these symbols.
   *
   * @param addresses link addresses by name
   * @param source where they come from, for the message where one is missing
   */
  public static KernelSymbols of(Map<String, Long> addresses, String source) {
    return new KernelSymbols(ImmutableSortedMap.copyOf(addresses), Map.of(), source);
  }

  /** A collector for a reader of a symbol table. */
  public static Collector collector() {
    return new Collector();
  }

  /** The address of {@code name} or of {@code __pi_}{@code name}. */
  public OptionalLong find(String name) {
    Long address = addresses.get(name);
    if (address == null) {
      address = addresses.get(SymbolNames.PI + name);
    }
    return address == null ? OptionalLong.empty() : OptionalLong.of(address);
  }

  /** The address of the first of {@code names} that there is. */
  public OptionalLong findAny(String... names) {
    for (String name : names) {
      OptionalLong address = find(name);
      if (address.isPresent()) {
        return address;
      }
    }
    return OptionalLong.empty();
  }

  /**
   * The address of {@code name} or of {@code __pi_}{@code name}.
   *
   * @throws MissingSymbolException where there is neither
   */
  public long require(String name) {
    OptionalLong address = find(name);
    if (address.isEmpty()) {
      throw new MissingSymbolException(name, source);
    }
    return address.getAsLong();
  }

  /**
   * The bytes that the image takes in memory, from {@code _text} to {@code _end}.
   *
   * @throws MissingSymbolException without one of the two
   */
  public long imageSize() {
    return require("_end") - require("_text");
  }

  /**
   * The pool from which {@code map_fdt} takes its table pages, a static of that function: {@code
   * __pi_ptes.N} from GCC, {@code __pi_map_fdt.ptes} from clang.
   */
  public OptionalLong fdtTables() {
    OptionalLong named = find("map_fdt.ptes");
    return named.isPresent() ? named : numbered(SymbolNames.PI + "ptes");
  }

  /** How many bytes {@link #fdtTables} has, or there are before the next symbol. */
  public OptionalLong fdtTablesSize() {
    OptionalLong pool = fdtTables();
    if (pool.isPresent()) {
      for (Map.Entry<String, Long> entry : addresses.entrySet()) {
        if (entry.getValue() == pool.getAsLong() && entry.getKey().contains("ptes")) {
          return size(entry.getKey());
        }
      }
    }
    return OptionalLong.empty();
  }

  /**
   * The private table that {@code kasan_early_init} uses for an unaligned shadow, a static of that
   * function: {@code tbl.N} from GCC, {@code kasan_early_init.tbl} from clang.
   */
  public OptionalLong kasanEarlyTable() {
    OptionalLong named = find("kasan_early_init.tbl");
    return named.isPresent() ? named : numbered("tbl");
  }

  /**
   * How many bytes belong to {@code name}, or how many there are before the next symbol; empty
   * where the source does not tell.
   */
  public OptionalLong size(String name) {
    Long size = sizes.get(addresses.containsKey(name) ? name : SymbolNames.PI + name);
    return size == null || size == 0 ? OptionalLong.empty() : OptionalLong.of(size);
  }

  /** All symbols that were kept, by name. */
  public Map<String, Long> addresses() {
    return addresses;
  }

  /** Where they come from. */
  public String source() {
    return source;
  }

  /** The symbol {@code name} or {@code name.N}: page aligned, in case there are several. */
  private OptionalLong numbered(String name) {
    OptionalLong found = OptionalLong.empty();
    for (Map.Entry<String, Long> entry : addresses.tailMap(name, true).entrySet()) {
      if (!entry.getKey().startsWith(name)) {
        break;
      }
      boolean same = SymbolNames.withoutNumber(entry.getKey()).equals(name);
      if (same && (entry.getValue() & 0xfff) == 0) {
        found = OptionalLong.of(entry.getValue());
      }
    }
    return found;
  }

  /** Keeps what is wanted of the symbols that it is shown; a global one wins over a local one. */
  public static final class Collector {
    private final Map<String, Long> kept = new HashMap<>();
    private final Map<String, Long> sizes = new HashMap<>();
    private final Map<String, Boolean> globals = new HashMap<>();

    private Collector() {}

    /** Adds a symbol; a size of 0 is unknown. */
    public void add(String name, long address, long size, boolean global) {
      if (!SymbolNames.isWanted(name)) {
        return;
      }
      Boolean known = globals.get(name);
      if (known == null || (global && !known)) {
        kept.put(name, address);
        sizes.put(name, size);
        globals.put(name, global);
      }
    }

    public OptionalLong find(String name) {
      Long address = kept.get(name);
      return address == null ? OptionalLong.empty() : OptionalLong.of(address);
    }

    /** Gives what was kept to {@code other}, each address {@code base} higher. */
    public void moveTo(Collector other, long base) {
      for (Map.Entry<String, Long> entry : kept.entrySet()) {
        boolean global = Boolean.TRUE.equals(globals.get(entry.getKey()));
        long size = sizes.getOrDefault(entry.getKey(), 0L);
        other.add(entry.getKey(), base + entry.getValue(), size, global);
      }
    }

    /** The symbols of kernel addresses, each {@code offset} higher; others have no place. */
    Collector shifted(long offset) {
      Collector other = new Collector();
      for (Map.Entry<String, Long> entry : kept.entrySet()) {
        if (entry.getValue() < 0) {
          boolean global = Boolean.TRUE.equals(globals.get(entry.getKey()));
          long size = sizes.getOrDefault(entry.getKey(), 0L);
          other.add(entry.getKey(), entry.getValue() + offset, size, global);
        }
      }
      return other;
    }

    public KernelSymbols done(String source) {
      return new KernelSymbols(
          ImmutableSortedMap.copyOf(kept), Collections.unmodifiableMap(sizes), source);
    }
  }
}
