// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.earlymap.version.Trait;

/** Kernels with one thing wrong about their relocations, and the rule that must see it. */
final class BrokenRelocations {
  private static final String PLAIN = "4k-52--max-base";
  private static final String BIG = "4k-52-debian--max-base";
  private static final String FIXED = "4k-48-norel--max-base";
  private static final String VICTIM = "victim";
  private static final int IRELATIVE = 1032;
  private static final int ADR_PREL_PG_HI21 = 275;
  private static final int MOVW_UABS_G3 = 269;

  private final List<BrokenKernels.Broken> all = new ArrayList<>();

  static List<BrokenKernels.Broken> all() {
    BrokenRelocations kernels = new BrokenRelocations();
    kernels.tables();
    kernels.dynamicSection();
    kernels.entries();
    kernels.packed();
    kernels.places();
    kernels.values();
    kernels.earlyObjects();
    kernels.hypervisor();
    return kernels.all;
  }

  private void add(
      String rule,
      String subject,
      String base,
      UnaryOperator<KernelMaker> sound,
      UnaryOperator<KernelMaker> change) {
    all.add(new BrokenKernels.Broken("EM-REL-" + rule, subject, base, sound, change));
  }

  private void add(
      String rule,
      String subject,
      UnaryOperator<KernelMaker> sound,
      UnaryOperator<KernelMaker> change) {
    add(rule, subject, PLAIN, sound, change);
  }

  private void tables() {
    UnaryOperator<KernelMaker> sound =
        kernel -> tables(kernel, data(kernel), data(kernel) + 8).config("RELR", "y");
    add("001", ".rela.dyn", sound, kernel -> sound.apply(kernel).move("__pi_rela_end", -24));
    add("001", ".rela.dyn", sound, kernel -> sound.apply(kernel).move("__pi_rela_end", 1));
    add("001", "rela_start", sound, kernel -> sound.apply(kernel).without("__pi_rela_start"));
    add("001", "rela_end", sound, kernel -> sound.apply(kernel).without("__pi_rela_end"));
    add("001", ".rela.dyn", sound, kernel -> sound.apply(kernel).move("__pi_rela_end", -4096));
    add("001", ".rela.dyn", sound, kernel -> sound.apply(misaligned(kernel)));
    add("001", ".relr.dyn", sound, kernel -> sound.apply(kernel).move("__pi_relr_start", 4));
    add(
        "003",
        "CONFIG_RELOCATABLE",
        sound,
        kernel -> RelocationTables.none().rela(0, RelocationTables.NONE, 0, 0).apply(kernel));
    add(
        "004",
        "CONFIG_RELOCATABLE",
        FIXED,
        kernel -> kernel,
        kernel -> tables(kernel, data(kernel)));
    UnaryOperator<KernelMaker> packed =
        kernel -> RelocationTables.none().relr(data(kernel)).apply(kernel).config("RELR", "y");
    add("001", "relr_end", packed, kernel -> packed.apply(kernel).without("__pi_relr_end"));
    add("005", ".relr.dyn", packed, kernel -> packed.apply(kernel).config("RELR", "n"));
  }

  private void dynamicSection() {
    long[][] wrong = {{7, 8}, {8, 48}, {36, 8}, {35, 16}, {0x6fff_fff9L, 2}};
    String[] tags = {"DT_RELA", "DT_RELASZ", "DT_RELR", "DT_RELRSZ", "DT_RELACOUNT"};
    for (int i = 0; i < tags.length; i++) {
      long tag = wrong[i][0];
      long value = wrong[i][1];
      add(
          "002",
          tags[i],
          BrokenRelocations::withDynamicSection,
          kernel -> dynamic(withDynamicSection(kernel), tag, value));
    }
  }

  private void entries() {
    add(
        "006",
        VICTIM,
        kernel -> dynamicSymbol(skipped(kernel, RelocationTables.ABS64, 0), 0),
        kernel -> dynamicSymbol(skipped(kernel, RelocationTables.ABS64, 0), 1));
    add(
        "006",
        VICTIM,
        kernel -> dynamicSymbol(skipped(kernel, RelocationTables.GLOB_DAT, 0), 0),
        kernel -> dynamicSymbol(skipped(kernel, RelocationTables.GLOB_DAT, 0), 1));
    add(
        "006",
        VICTIM,
        kernel -> skipped(kernel, RelocationTables.NONE, 0),
        kernel -> skipped(kernel, IRELATIVE, 0));
    add(
        "007",
        VICTIM,
        kernel -> skipped(kernel, RelocationTables.ABS64, 0),
        kernel -> skipped(kernel, RelocationTables.ABS64, 16));
    add(
        "007",
        VICTIM,
        kernel -> skipped(kernel, RelocationTables.ABS64, 0),
        kernel -> words(skipped(kernel, RelocationTables.ABS64, 0), kernel.at("_stext")));
  }

  private void packed() {
    UnaryOperator<KernelMaker> sound =
        kernel -> packed(kernel, data(kernel), 7, 1, data(kernel) + 0x1000, 3);
    add("008", ".relr.dyn", sound, kernel -> packed(kernel, 7, data(kernel)));
    add("009", VICTIM, sound, kernel -> packed(kernel, data(kernel) + 8, data(kernel)));
    add(
        "009",
        VICTIM,
        kernel -> packed(kernel, data(kernel) - 16, 3, data(kernel) + 4),
        kernel -> packed(kernel, data(kernel) - 16, 7, data(kernel) + 4));
    add("009", VICTIM, sound, kernel -> packed(kernel, data(kernel) - 16, 9, data(kernel)));
  }

  private void places() {
    UnaryOperator<KernelMaker> sound = kernel -> tables(kernel, data(kernel));
    add("010", "0x0000000000001000", sound, kernel -> tables(kernel, 0x1000));
    add(
        "011",
        ".head",
        kernel -> at(kernel, ".head", kernel.at("_text") + 0x1000),
        kernel ->
            at(kernel, ".head", kernel.at("_text") + 0x1000).trait(Trait.MAP_TEXT_HEAD, false));
    for (String table : List.of("init_pg_dir", "init_idmap_pg_dir", "swapper_pg_dir")) {
      add("012", table, sound, kernel -> tables(kernel, kernel.at(table) + 8));
    }
    add("013", VICTIM, sound, kernel -> tables(kernel, data(kernel), data(kernel)));
    add("013", VICTIM, sound, kernel -> tables(kernel, data(kernel), data(kernel) + 4));
    add("013", VICTIM, sound, kernel -> tables(kernel, data(kernel) + 8, data(kernel) + 4));
    add(
        "013",
        VICTIM,
        sound,
        kernel ->
            RelocationTables.of(data(kernel), data(kernel))
                .relr(data(kernel))
                .apply(victim(kernel)));
    add("014", VICTIM, sound, kernel -> tables(kernel, data(kernel) + 5));
    add("015", "_text", sound, kernel -> tables(kernel, kernel.at("_text") + 16));
    add("016", "f", sound, kernel -> at(kernel, "f", kernel.at("_stext") + 0x1000));
    add("016", "f", sound, kernel -> at(kernel, "f", kernel.at("__inittext_begin") + 0x1000));
    add(
        "016",
        "f",
        BIG,
        kernel -> at(kernel, "f", kernel.at("__hyp_text_start")),
        kernel -> at(kernel, "f", kernel.at("__hyp_text_end")));
    add(
        "016",
        "f",
        kernel ->
            at(kernel, "f", kernel.at("_etext") - 0x100)
                .section(".got", "WA", kernel.at("_etext") - 0x100, 0x100),
        kernel -> at(kernel, "f", kernel.at("_etext") - 0x100));
    add("017", "__pi_rela_start", sound, kernel -> tables(kernel, kernel.at("__pi_rela_start")));
    add("017", "stack", sound, kernel -> at(kernel, "stack", kernel.at("init_pg_end")));
    add("018", "count", sound, kernel -> at(kernel, "count", kernel.at("__bss_start") + 0x1000));
    add(
        "019",
        ".mmuoff.data.read",
        sound,
        kernel -> tables(kernel, kernel.at("__mmuoff_data_end") - 8));
  }

  private void values() {
    UnaryOperator<KernelMaker> sound = kernel -> holding(kernel, kernel.at("_end"));
    add("020", VICTIM, sound, kernel -> holding(kernel, kernel.at("_end") + 1));
    add("020", VICTIM, sound, kernel -> holding(kernel, 0x1234));
    add(
        "020",
        VICTIM,
        kernel ->
            holding(kernel, 0)
                .symbol("__start_mcount_loc", data(kernel))
                .symbol("__stop_mcount_loc", data(kernel) + 8),
        kernel -> holding(kernel, 0));
    add(
        "020",
        VICTIM,
        kernel -> words(packed(kernel, data(kernel)), kernel.at("_stext")),
        kernel -> words(packed(kernel, data(kernel)), 0x1234));
    add("025", VICTIM, sound, kernel -> holding(kernel, kernel.at("__inittext_begin") + 8));
    add(
        "025",
        VICTIM,
        kernel -> holding(kernel, kernel.at("__init_begin")),
        kernel -> holding(kernel, kernel.at("__init_begin") + 8));
    add(
        "025",
        VICTIM,
        kernel -> holding(kernel, kernel.at("__per_cpu_start")),
        kernel -> holding(kernel, kernel.at("__per_cpu_end")));
    add(
        "025",
        VICTIM,
        kernel ->
            holding(kernel, kernel.at("__initdata_begin"))
                .without(VICTIM)
                .symbol("victim_ops", data(kernel), 16),
        kernel -> holding(kernel, kernel.at("__initdata_begin")));
    add(
        "025",
        VICTIM,
        kernel ->
            RelocationTables.of(kernel.at("__idmap_text_start"), kernel.at("__inittext_begin") + 8)
                .apply(kernel),
        kernel -> holding(kernel, kernel.at("__inittext_begin") + 8));
    add(
        "025",
        VICTIM,
        kernel ->
            RelocationTables.of(kernel.at("__initdata_begin"), kernel.at("__inittext_begin") + 8)
                .apply(kernel),
        kernel ->
            words(packed(kernel, data(kernel)), kernel.at("__inittext_begin") + 8)
                .config("RELR", "y"));
  }

  private void earlyObjects() {
    for (String[] object : new String[][] {{"021", "__pi_regs"}, {"022", "__efistub_table"}}) {
      String name = object[1];
      add(
          object[0],
          VICTIM,
          kernel -> tables(kernel, data(kernel)).symbol(name, data(kernel) - 16, 16),
          kernel -> tables(kernel, data(kernel)).symbol(name, data(kernel) - 16, 17));
      add(
          object[0],
          name,
          kernel ->
              tables(kernel, data(kernel))
                  .symbol(name, data(kernel) + 8, 16)
                  .symbol(name + "_before", data(kernel) - 0x40, 0x40),
          kernel ->
              tables(kernel, data(kernel) + 16)
                  .symbol(name, data(kernel) + 8, 16)
                  .symbol(name + "_before", data(kernel) - 0x40, 0x40));
      add(
          "023",
          name,
          kernel -> keptRelocation(kernel, name, ADR_PREL_PG_HI21),
          kernel -> keptRelocation(kernel, name, MOVW_UABS_G3));
      add(
          "023",
          name,
          kernel -> keptRelocation(kernel, "start_kernel", RelocationTables.ABS64),
          kernel -> keptRelocation(kernel, name, RelocationTables.ABS64));
    }
  }

  private void hypervisor() {
    UnaryOperator<KernelMaker> sound =
        kernel -> {
          long constants = kernel.at("__hyp_rodata_start");
          long literal = kernel.at("__hyp_text_start") + 0x20;
          return hypReloc(
              RelocationTables.of(constants, literal).and(literal, constants).apply(kernel),
              literal,
              constants);
        };
    add(
        "024",
        "f",
        BIG,
        sound,
        kernel ->
            hypReloc(
                sound.apply(kernel).symbol("f", kernel.at("__hyp_text_start") + 0x20, 8),
                kernel.at("__hyp_rodata_start")));
    add(
        "024",
        "table",
        BIG,
        sound,
        kernel ->
            hypReloc(
                sound.apply(kernel).symbol("table", kernel.at("__hyp_rodata_start"), 8),
                kernel.at("__hyp_text_start") + 0x20));
    add(
        "024",
        "table",
        BIG,
        sound,
        kernel ->
            hypReloc(
                sound.apply(kernel).symbol("table", kernel.at("__hyp_rodata_start") + 0x40, 8),
                kernel.at("__hyp_text_start") + 0x20,
                kernel.at("__hyp_rodata_start"),
                kernel.at("__hyp_rodata_start") + 0x40));
  }

  private static KernelMaker misaligned(KernelMaker kernel) {
    return kernel.move("__pi_rela_start", 4);
  }

  /** Where the word lies that the tests relocate. */
  private static long data(KernelMaker kernel) {
    return kernel.at("_data") + 0x100;
  }

  private static KernelMaker victim(KernelMaker kernel) {
    return kernel.symbol(VICTIM, data(kernel), 16);
  }

  /** RELA that stores the start of the data at these places. */
  private static KernelMaker tables(KernelMaker kernel, long... places) {
    RelocationTables tables = RelocationTables.none();
    for (long place : places) {
      tables.and(place, kernel.at("_data"));
    }
    return tables.apply(victim(kernel));
  }

  private static KernelMaker packed(KernelMaker kernel, long... words) {
    return RelocationTables.none().relr(words).apply(victim(kernel)).config("RELR", "y");
  }

  /** A relocated word at {@code place} under the name {@code symbol}. */
  private static KernelMaker at(KernelMaker kernel, String symbol, long place) {
    return tables(kernel, place).symbol(symbol, place, 8);
  }

  /** The word of the tests, relocated, with an address. */
  private static KernelMaker holding(KernelMaker kernel, long value) {
    return RelocationTables.of(data(kernel), value).apply(victim(kernel));
  }

  private static KernelMaker skipped(KernelMaker kernel, int type, long addend) {
    return RelocationTables.of(data(kernel) + 0x40, kernel.at("_data"))
        .rela(data(kernel), type, 1, addend)
        .apply(victim(kernel));
  }

  /** What the file holds from the word of the tests on. */
  private static KernelMaker words(KernelMaker kernel, long... words) {
    ByteBuffer bytes = ByteBuffer.allocate(0x100 + 8 * words.length).order(kernel.order());
    bytes.position(0x100);
    for (long word : words) {
      bytes.putLong(word);
    }
    return kernel.contents(".data", "WA", kernel.at("_data"), bytes.array());
  }

  /** A dynamic symbol table with one symbol, of section {@code section}. */
  private static KernelMaker dynamicSymbol(KernelMaker kernel, int section) {
    ByteBuffer symbols = ByteBuffer.allocate(48).order(kernel.order());
    symbols.putShort(24 + 6, (short) section);
    return kernel.contents(".dynsym", 11, "", 0, symbols.array());
  }

  private static KernelMaker withDynamicSection(KernelMaker kernel) {
    KernelMaker moved =
        RelocationTables.of(data(kernel), kernel.at("_data"))
            .relr(data(kernel) + 8)
            .apply(kernel)
            .config("RELR", "y");
    long[] said = {
      7,
      kernel.at("__pi_rela_start"),
      8,
      24,
      36,
      kernel.at("__pi_relr_start"),
      35,
      8,
      0x6fff_fff9L,
      1,
      0,
      0
    };
    return dynamic(moved, said);
  }

  private static KernelMaker dynamic(KernelMaker kernel, long... said) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * said.length).order(kernel.order());
    for (long word : said) {
      bytes.putLong(word);
    }
    return kernel.contents(".dynamic", 6, "", 0, bytes.array());
  }

  /** As {@code --emit-relocs} leaves it: a static relocation of the first word of {@code name}. */
  private static KernelMaker keptRelocation(KernelMaker kernel, String name, int type) {
    long place = kernel.at("__inittext_begin") + 0x40;
    ByteBuffer entry = ByteBuffer.allocate(24).order(kernel.order());
    entry.putLong(place).putLong(1L << 32 | type);
    return kernel.symbol(name, place, 8).contents(".rela.init.text", 4, "", 0, entry.array());
  }

  private static KernelMaker hypReloc(KernelMaker kernel, long... places) {
    long start = kernel.at("__hyp_reloc_end") - 4L * places.length;
    ByteBuffer entries = ByteBuffer.allocate(4 * places.length).order(kernel.order());
    for (int i = 0; i < places.length; i++) {
      entries.putInt((int) (places[i] - (start + 4L * i)));
    }
    return kernel
        .symbol("__hyp_reloc_begin", start)
        .contents(".hyp.reloc", "A", start, entries.array());
  }
}
