// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Kernels with one thing wrong, and the rule that must see it. */
final class BrokenKernels {
  /**
   * One of them.
   *
   * @param rule the rule's id
   * @param subject what it must object to
   * @param base the captured boot whose kernel is changed
   * @param sound what makes it a kernel that the rule passes
   * @param change what makes it one that the rule objects to
   */
  record Broken(
      String rule,
      String subject,
      String base,
      UnaryOperator<KernelMaker> sound,
      UnaryOperator<KernelMaker> change) {
    @Override
    public String toString() {
      return rule + " " + subject;
    }
  }

  private static final String PLAIN = "4k-52--max-base";
  private static final String BIG = "4k-52-debian--max-base";

  private final List<Broken> all = new ArrayList<>();

  static List<Broken> all() {
    BrokenKernels kernels = new BrokenKernels();
    kernels.segments();
    kernels.sizes();
    kernels.permissions();
    kernels.programHeaders();
    kernels.tables();
    kernels.all.addAll(BrokenRelocations.all());
    kernels.all.addAll(LayoutKernels.all());
    kernels.all.addAll(WxKernels.all());
    return kernels.all;
  }

  private void add(String rule, String subject, UnaryOperator<KernelMaker> change) {
    add(rule, subject, PLAIN, kernel -> kernel, change);
  }

  private void add(
      String rule,
      String subject,
      String base,
      UnaryOperator<KernelMaker> sound,
      UnaryOperator<KernelMaker> change) {
    all.add(new Broken(rule, subject, base, sound, change));
  }

  private void segments() {
    add("EM-SEG-001", "_edata", kernel -> kernel.without("_edata"));
    add(
        "EM-SEG-002",
        "__init_end",
        kernel -> kernel.symbol("__init_end", kernel.at("__init_begin")));
    add("EM-SEG-003", "_etext", kernel -> kernel.move("_etext", -4096));
    add("EM-SEG-004", "_text", kernel -> kernel.move("_text", 0x200000));
    add("EM-SEG-005", "_stext", kernel -> kernel.move("_stext", -0x8000));
    add("EM-SEG-006", "reserved_pg_dir", kernel -> kernel.move("reserved_pg_dir", -4096));
    add("EM-SEG-007", "tramp_pg_dir", kernel -> kernel.move("tramp_pg_dir", 4096));
    add("EM-SEG-008", "idmap_pg_dir", kernel -> kernel.move("idmap_pg_dir", 0x800));
    add(
        "EM-SEG-008",
        "swapper_pg_dir",
        kernel -> kernel.symbol("swapper_pg_dir", kernel.at("__init_begin")));
    add("EM-SEG-009", "__idmap_text_start", kernel -> kernel.move("__idmap_text_end", 4096));
    add("EM-SEG-010", "__idmap_text_start", kernel -> kernel.move("__idmap_text_end", 4096));
    add(
        "EM-SEG-011",
        "__entry_tramp_text_start",
        kernel -> kernel.move("__entry_tramp_text_end", 3 * 4096));
    add(
        "EM-SEG-012",
        "__hyp_idmap_text_start",
        BIG,
        kernel -> kernel,
        kernel -> kernel.move("__hyp_idmap_text_end", 4096));
    add(
        "EM-SEG-013",
        "__hyp_bss_start",
        BIG,
        kernel -> kernel,
        kernel -> kernel.move("__hyp_bss_start", 4096));
    add(
        "EM-SEG-014",
        "__bug_table",
        kernel ->
            kernel.section("__bug_table", "WA", kernel.at("__mmuoff_data_start") + 0x100, 0x10));
    add(
        "EM-SEG-014",
        ".mmuoff.data.write",
        kernel ->
            kernel.section(".mmuoff.data.write", "WA", kernel.at("__mmuoff_data_start") + 8, 8));
  }

  private void sizes() {
    add("EM-SEG-015", "image_size", kernel -> kernel.move("_kernel_size_le_lo32", 0x10000));
    add("EM-SEG-016", "page size", BrokenKernels::headerFor16K);
    add("EM-SEG-016", "endianness", kernel -> kernel.symbol("_kernel_flags_le_lo32", 0xb));
    add("EM-SEG-016", "placement", kernel -> kernel.symbol("_kernel_flags_le_lo32", 2));
    add("EM-SEG-016", "reserved", kernel -> kernel.symbol("_kernel_flags_le_lo32", 0x1a));
    add("EM-SEG-017", "_end", kernel -> kernel.symbol("_end", kernel.at("_text") + (2L << 30)));
    add("EM-SEG-018", "_end", kernel -> kernel.symbol("_end", 0xffff_fd00_0000_0000L));
    add("EM-SEG-019", "_text", kernel -> kernel.move("_text", 0x10000));
    add(
        "EM-SEG-020",
        ".orphan",
        kernel -> kernel.section(".orphan", "WA", kernel.at("_end") - 8, 16));
    add(
        "EM-SEG-021",
        ".orphan",
        kernel -> kernel.contents(".orphan", "WA", kernel.at("__bss_stop") - 8, new byte[8]));
    add("EM-SEG-022", "init_pg_dir", kernel -> kernel.move("init_pg_dir", 8));
    add("EM-SEG-023", "early_init_stack", kernel -> kernel.move("early_init_stack", -8));
    add(
        "EM-SEG-024",
        "__relocate_new_kernel_start",
        PLAIN,
        kernel -> kexec(kernel, 4096),
        kernel -> kexec(kernel, 4100));
    add(
        "EM-SEG-025",
        "__hibernate_exit_text_start",
        PLAIN,
        kernel -> hibernation(kernel, 4096),
        kernel -> hibernation(kernel, 4100));
    add(
        "EM-SEG-026",
        "entry",
        PLAIN,
        kernel -> kernel.entry(kernel.at("_text")),
        kernel -> kernel.entry(kernel.at("_stext")));
  }

  private void permissions() {
    add("EM-PRM-001", ".data", kernel -> kernel.flags(".data", "WAX"));
    add("EM-PRM-002", ".data", kernel -> kernel.flags(".data", "AX"));
    add(
        "EM-PRM-003",
        ".strings",
        kernel -> kernel.section(".strings", "A", kernel.at("_etext") - 64, 64));
    add(
        "EM-PRM-004",
        ".counters",
        kernel -> kernel.section(".counters", "WA", kernel.at("_etext") - 64, 64));
    add(
        "EM-PRM-005",
        ".late",
        kernel -> kernel.section(".late", "WA", kernel.at("__start_rodata"), 64));
    add(
        "EM-PRM-006",
        ".rodata.cst",
        kernel -> kernel.section(".rodata.cst", "A", kernel.at("_data"), 64));
    add(
        "EM-PRM-007",
        ".data.rel.ro",
        kernel -> kernel.section(".data.rel.ro", "WA", kernel.at("_data"), 64));
    add(
        "EM-PRM-008",
        ".got.plt",
        kernel -> kernel.section(".got.plt", "WA", kernel.at("__start_rodata"), 0x20));
    add("EM-PRM-009", ".plt", kernel -> kernel.section(".plt", "AX", kernel.at("_stext"), 32));
    add("EM-PRM-010", ".got", kernel -> kernel.section(".got", "WA", kernel.at("_data"), 8));
  }

  private void programHeaders() {
    UnaryOperator<KernelMaker> sound =
        kernel ->
            kernel
                .segment(5, kernel.at("_text"), kernel.at("_etext") - kernel.at("_text"))
                .segment(
                    6, kernel.at("_etext"), kernel.at("__inittext_begin") - kernel.at("_etext"))
                .segment(5, kernel.at("__init_begin"), 0x38000)
                .segment(6, kernel.at("__initdata_begin"), 0x200000);
    add("EM-PRM-011", "PT_LOAD 0", PLAIN, sound, kernel -> oneSegment(kernel, 7));
    UnaryOperator<KernelMaker> everything = kernel -> oneSegment(kernel, 7);
    add("EM-PRM-012", ".data", PLAIN, everything, kernel -> oneSegment(kernel, 5));
    add("EM-PRM-012", ".text", PLAIN, everything, kernel -> oneSegment(kernel, 6));
    add(
        "EM-PRM-012",
        ".bss",
        PLAIN,
        everything,
        kernel -> kernel.segment(7, kernel.at("_text"), kernel.at("_edata") - kernel.at("_text")));
  }

  private void tables() {
    add(
        "EM-TBL-001",
        "init_pg_dir",
        kernel -> kernel.symbol("init_pg_end", kernel.at("init_pg_dir") + 6 * 4096));
    add(
        "EM-TBL-002",
        "init_pg_dir for the ID map",
        kernel -> kernel.symbol("init_pg_end", kernel.at("init_pg_dir") + 4 * 4096));
    add(
        "EM-TBL-003",
        "init_idmap_pg_dir",
        kernel -> kernel.symbol("init_idmap_pg_end", kernel.at("init_idmap_pg_dir") + 4 * 4096));
    pool("EM-TBL-004", "__pi_ptes.1", "the FDT's tables", 6, 5);
    pool("EM-TBL-005", "bm_pte", "bm_pte", 2, 1);
    pool("EM-TBL-006", "idmap_ptes", "idmap_ptes", 3, 2);
    for (String table : List.of("bm_pud", "bm_pmd")) {
      add(
          "EM-TBL-007",
          table,
          PLAIN,
          kernel -> kernel.symbol(table, kernel.at(table), 0x1000),
          kernel -> kernel.symbol(table, kernel.at(table), 0x800));
    }
  }

  /** A pool whose symbol says how many pages it has. */
  private void pool(String rule, String symbol, String subject, int enough, int tooFew) {
    add(
        rule,
        subject,
        PLAIN,
        kernel -> kernel.symbol(symbol, kernel.at(symbol), enough * 4096L),
        kernel -> kernel.symbol(symbol, kernel.at(symbol), tooFew * 4096L));
  }

  private static KernelMaker headerFor16K(KernelMaker kernel) {
    byte[] header = new byte[64];
    header[24] = 0xc;
    return kernel.contents(".head.text", "AX", kernel.at("_text"), header);
  }

  private static KernelMaker oneSegment(KernelMaker kernel, int flags) {
    return kernel.segment(flags, kernel.at("_text"), kernel.at("_end") - kernel.at("_text"));
  }

  private static KernelMaker kexec(KernelMaker kernel, long size) {
    long start = kernel.at("__entry_tramp_text_end");
    return kernel
        .config("KEXEC_CORE", "y")
        .symbol("__relocate_new_kernel_start", start)
        .symbol("__relocate_new_kernel_end", start + size);
  }

  private static KernelMaker hibernation(KernelMaker kernel, long size) {
    long start = kernel.at("__entry_tramp_text_end");
    return kernel
        .config("HIBERNATION", "y")
        .symbol("__hibernate_exit_text_start", start)
        .symbol("__hibernate_exit_text_end", start + size);
  }
}
