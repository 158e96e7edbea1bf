// SPDX-License-Identifier: Apache-2.0
package org.earlymap.run;

import com.google.common.collect.ImmutableList;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.earlymap.Hex;
import org.earlymap.a64.BoardMemory;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.boot.stage.TableImage;
import org.earlymap.format.image.ImageHeader;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.ReservedTables;
import org.earlymap.kernel.parts.KernelSymbols;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.table.TableRoot;

/**
 * The pieces of a running kernel's memory that hold tables: the regions that the linker set aside
 * for the early ones, whole; the image's static tables under their symbols; pages from memblock,
 * adjacent ones joined.
 */
final class TablePieces {
  /** Tables of the image whose symbol is not known. */
  private static final String STATIC = "static_tables";

  /** The static tables of {@code paging_init}, in the order in which it takes them into use. */
  private static final List<String> STATIC_TABLES =
      ImmutableList.<String>builder()
          .add("bm_pud", "bm_pmd", "bm_pte", "idmap_pg_dir")
          .addAll(ReservedTables.IDMAP_POOLS)
          .build();

  private static final String MEMBLOCK = "memblock";
  private static final int MOST_STATIC_PAGES = 64;

  private final KernelBuild kernel;
  private final KernelSymbols symbols;
  private final long textPa;
  private final long imageEnd;
  private final BoardMemory memory;
  private final long page;
  private final NavigableSet<Long> left;
  private final List<TableImage> pieces = new ArrayList<>();

  TablePieces(KernelBuild kernel, long textPa, BoardMemory memory, ReachedTables reached) {
    this.kernel = kernel;
    this.symbols = kernel.symbols();
    this.textPa = textPa;
    this.imageEnd = symbols.find("_end").isPresent() ? paOf("_end") : textPa;
    this.memory = memory;
    this.page = reached.granule().bytes();
    this.left = new TreeSet<>(reached.pages());
  }

  BootSnapshot snapshot(
      Stage stage,
      ByteOrder order,
      TranslationRegisters registers,
      List<TableRoot> roots,
      OptionalLong memstartAddr) {
    addRegion("init_idmap_pg_dir", "init_idmap_pg_end");
    if (stage.includes(Stage.EARLY_MAP)) {
      addFdtTables();
      addRegion("init_pg_dir", "init_pg_end");
      addPage("swapper_pg_dir");
    }
    addStatics();
    addFreeMemory();
    requireApart();
    PhysicalMemory tables = PhysicalMemory.of(order);
    for (TableImage piece : pieces) {
      memory.addTo(tables, piece.pa(), piece.size());
    }
    return new BootSnapshot(stage, tables, registers, roots, pieces, memstartAddr, List.of());
  }

  /** Two pieces lie over each other where symbols do not tell of the tables that are there. */
  private void requireApart() {
    List<TableImage> sorted = new ArrayList<>(pieces);
    sorted.sort((a, b) -> Long.compareUnsigned(a.pa(), b.pa()));
    for (int i = 1; i < sorted.size(); i++) {
      TableImage before = sorted.get(i - 1);
      TableImage piece = sorted.get(i);
      if (Long.compareUnsigned(before.pa() + before.size() - 1, piece.pa()) >= 0) {
        throw new KernelRunException(
            "the kernel's symbols let its tables overlap: "
                + before.name()
                + " is "
                + Hex.of(before.pa())
                + ".."
                + Hex.of(before.pa() + before.size())
                + ", and "
                + piece.name()
                + " starts at "
                + Hex.of(piece.pa()));
      }
    }
  }

  private void addRegion(String start, String end) {
    if (symbols.find(start).isPresent() && symbols.find(end).isPresent()) {
      long size = paOf(end) - paOf(start);
      if (size <= 0 || size > ImageHeader.MOST_BYTES) {
        throw new KernelRunException(
            String.format(
                Locale.ROOT,
                "there are 0x%x bytes from %s to %s, expected some, and at most 0x%x",
                size,
                start,
                end,
                ImageHeader.MOST_BYTES));
      }
      add(start, paOf(start), size);
    }
  }

  private void addPage(String symbol) {
    if (symbols.find(symbol).isPresent()) {
      add(symbol, paOf(symbol), page);
    }
  }

  /** The pages of {@code map_fdt}'s pool that are in use. */
  private void addFdtTables() {
    OptionalLong pool = symbols.fdtTables();
    if (pool.isPresent()) {
      long pa = paOf(pool.getAsLong());
      long end = pa;
      while (left.contains(end)) {
        end += page;
      }
      if (end != pa) {
        add("fdt_ptes", pa, end - pa);
      }
    }
  }

  private void addStatics() {
    Map<Long, String> names = new TreeMap<>(Long::compareUnsigned);
    symbols.addresses().forEach((name, address) -> names.putIfAbsent(paOf(address), plain(name)));
    for (String name : STATIC_TABLES) {
      OptionalLong address = symbols.find(name);
      if (address.isPresent() && isInUse(paOf(address.getAsLong()))) {
        addStatic(paOf(address.getAsLong()), Optional.of(name));
      }
    }
    for (long pa : new TreeSet<>(left)) {
      if (left.contains(pa) && isInImage(pa)) {
        addStatic(pa, Optional.ofNullable(names.get(pa)));
      }
    }
  }

  /** Whether a table is reached, or written for later. */
  private boolean isInUse(long pa) {
    byte[] bytes = new byte[(int) page];
    memory.read(pa, bytes, 0, bytes.length);
    return left.contains(pa) || !isZero(bytes);
  }

  /** A static table of one or more pages: as many as its symbol has, or as hold tables. */
  private void addStatic(long pa, Optional<String> symbol) {
    OptionalLong known = symbol.isPresent() ? symbols.size(symbol.get()) : OptionalLong.empty();
    long size = known.orElse(0);
    if (size == 0 || size % page != 0 || size / page > MOST_STATIC_PAGES) {
      size = page;
      while (symbol.isEmpty() && left.contains(pa + size)) {
        size += page;
      }
    }
    for (long at = pa; at < pa + size; at += page) {
      left.remove(at);
    }
    pieces.add(new TableImage(symbol.orElse(STATIC), pa, size, (int) (size / page)));
  }

  private boolean isInImage(long pa) {
    return Long.compareUnsigned(pa - textPa, imageEnd - textPa) < 0;
  }

  private static String plain(String symbol) {
    return symbol.startsWith("__pi_") ? symbol.substring("__pi_".length()) : symbol;
  }

  private void addFreeMemory() {
    while (!left.isEmpty()) {
      long start = left.first();
      long end = start;
      while (left.contains(end)) {
        end += page;
      }
      add(MEMBLOCK, start, end - start);
    }
  }

  private void add(String name, long pa, long size) {
    int used = 0;
    byte[] bytes = new byte[(int) page];
    for (long at = pa; at < pa + size; at += page) {
      memory.read(at, bytes, 0, bytes.length);
      if (left.remove(at) || !isZero(bytes)) {
        used++;
      }
    }
    pieces.add(new TableImage(name, pa, size, used));
  }

  private static boolean isZero(byte[] bytes) {
    for (byte value : bytes) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  private long paOf(String symbol) {
    return paOf(symbols.require(symbol));
  }

  private long paOf(long linked) {
    return linked - kernel.symbols().require("_text") + textPa;
  }
}
