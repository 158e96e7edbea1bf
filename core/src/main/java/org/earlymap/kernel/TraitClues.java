// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.config.KernelConfig;
import org.earlymap.config.KernelConfigException;
import org.earlymap.format.Bytes;
import org.earlymap.kernel.parts.AddressWidths;
import org.earlymap.kernel.parts.KernelParts;
import org.earlymap.layout.Fixmap;
import org.earlymap.layout.StaticTables;
import org.earlymap.layout.VaLayout;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/** What the symbols of a kernel, their sizes and its strings give away about its traits. */
final class TraitClues {
  /** How much of the override aliases' table is searched; 7.2 has some 3 KiB. */
  private static final int ALIASES_BYTES = 6144;

  private final KernelParts parts;
  private final KernelConfig config;
  private final KernelTraits release;
  private final List<TraitClue> clues = new ArrayList<>();

  private TraitClues(KernelParts parts, KernelConfig config, KernelTraits release) {
    this.parts = parts;
    this.config = config;
    this.release = release;
  }

  /**
   * The clues in {@code parts}.
   *
   * @param release the traits that the release has; a size is looked at with all but one of them
   */
  static List<TraitClue> of(KernelParts parts, KernelConfig config, KernelTraits release) {
    TraitClues clues = new TraitClues(parts, config, release);
    clues.modules();
    clues.symbols();
    clues.places();
    clues.aliases();
    try {
      clues.sizes();
      clues.clues.addAll(InstructionClues.of(parts, config, release));
    } catch (KernelConfigException e) {
      // An address space that contradicts itself has no sizes to compare; others say what is wrong.
      return clues.clues;
    }
    return clues.clues;
  }

  /** KIMAGE_VADDR is the end of the modules' area. */
  private void modules() {
    OptionalLong text = parts.symbols().find("_text");
    if (text.isPresent()) {
      for (boolean on : new boolean[] {true, false}) {
        if (text.getAsLong() == AddressWidths.linkAddress(config.vaBitsMin(), on)) {
          add(Trait.MODULES_2G, on, "_text at 0x" + Long.toHexString(text.getAsLong()));
        }
      }
    }
  }

  private void symbols() {
    if (has("early_map_kernel")) {
      add(Trait.C_MAP_KERNEL, true, "there is early_map_kernel");
    }
    if (has("kimage_limit")) {
      add(Trait.KIMAGE_LIMIT, true, "there is kimage_limit");
    }
    if (has("kpti_bbml3_ptes")) {
      add(Trait.BLOCK_LINEAR_BBML2, true, "there is kpti_bbml3_ptes");
      add(Trait.BBML3, true, "there is kpti_bbml3_ptes");
    } else if (has("kpti_bbml2_ptes")) {
      add(Trait.BLOCK_LINEAR_BBML2, true, "there is kpti_bbml2_ptes");
      add(Trait.BBML3, false, "kpti_bbml2_ptes has its old name");
    } else if (has("kpti_ptes")) {
      add(Trait.BLOCK_LINEAR_BBML2, false, "kpti_ptes has its old name");
    }
    if (has("arm64_hibernate_pm_notify")) {
      add(Trait.DATA_ALIAS_INVALID, true, "there is arm64_hibernate_pm_notify");
    }
    if (has("mmfr4")) {
      add(Trait.OVERRIDE_NV_FRAC, true, "there is mmfr4");
    }
  }

  private void places() {
    compare(Trait.IDMAP_TEXT_IN_RODATA, "__idmap_text_start", "__start_rodata");
    compare(Trait.PGTABLES_AFTER_BSS, "bm_pte", "__bss_stop");
  }

  /** The trait is on where {@code symbol} does not lie before {@code other}. */
  private void compare(Trait trait, String symbol, String other) {
    OptionalLong first = parts.symbols().find(symbol);
    OptionalLong second = parts.symbols().find(other);
    if (first.isPresent() && second.isPresent()) {
      boolean behind = Long.compareUnsigned(first.getAsLong(), second.getAsLong()) >= 0;
      add(trait, behind, symbol + " lies " + (behind ? "behind " : "before ") + other);
    }
  }

  /** The aliases of the override parser name what it knows. */
  private void aliases() {
    OptionalLong address = parts.symbols().find("aliases");
    Optional<Bytes> rest =
        address.isPresent() ? parts.contents().from(address.getAsLong()) : Optional.empty();
    if (rest.isEmpty() || !rest.get().matches(0, "kvm".getBytes(StandardCharsets.ISO_8859_1))) {
      return;
    }
    Bytes table =
        rest.get().slice(0, Math.min(rest.get().size(), ALIASES_BYTES), "the override aliases");
    alias(table, Trait.OVERRIDE_HVHE, "arm64_sw.hvhe");
    alias(table, Trait.OVERRIDE_MOPS, "arm64.nomops");
    alias(table, Trait.OVERRIDE_EL0, "arm64.no32bit_el0");
    alias(table, Trait.OVERRIDE_GCS, "arm64.nogcs");
    alias(table, Trait.OVERRIDE_MPAM, "arm64.nompam");
    alias(table, Trait.OVERRIDE_WFXT, "arm64.nowfxt");
    alias(table, Trait.OVERRIDE_HAFT, "arm64.nohaft");
    alias(table, Trait.WXN, "arm64.nowxn");
  }

  private void alias(Bytes table, Trait trait, String alias) {
    byte[] pattern = alias.getBytes(StandardCharsets.ISO_8859_1);
    boolean on = table.find(pattern, 0, table.size()) >= 0;
    add(trait, on, (on ? "the override parser knows " : "no override alias has ") + alias);
  }

  /** Regions whose size the kernel computes, as far as a trait changes it. */
  private void sizes() {
    OptionalLong end = parts.symbols().find("_end");
    if (end.isPresent()) {
      long last = end.getAsLong();
      region(
          Trait.SEG_EXTRA_7,
          between("init_pg_dir", "init_pg_end"),
          "init_pg_dir",
          traits -> tables(traits).initDirSize(last));
      region(
          Trait.KIMAGE_LIMIT,
          between("init_idmap_pg_dir", "init_idmap_pg_end"),
          "init_idmap_pg_dir",
          traits -> tables(traits).initIdmapSize(last));
    }
    region(
        Trait.BTMAPS_PLUS_ONE, parts.symbols().size("bm_pte"), "bm_pte", this::fixmapTablesBytes);
    severalFixmapTables();
  }

  /** Several tables tell of a page granular window; a single one may just be too few. */
  private void severalFixmapTables() {
    OptionalLong size = parts.symbols().size("bm_pte");
    Trait trait = Trait.PAGE_GRANULAR_FDT_FIXMAP;
    long on = fixmapTablesBytes(release.with(trait, true));
    long off = fixmapTablesBytes(release.with(trait, false));
    if (on != off && size.isPresent() && size.getAsLong() == on) {
      add(trait, true, "bm_pte has " + (on >>> config.granule().shift()) + " pages");
    }
  }

  private long fixmapTablesBytes(KernelTraits traits) {
    return (long) Fixmap.of(layout(traits)).bmPteTables() << config.granule().shift();
  }

  /** A size that kernels with some traits have. */
  private interface SizeOf {
    long with(KernelTraits traits);
  }

  private void region(Trait trait, OptionalLong size, String name, SizeOf expected) {
    if (size.isEmpty()) {
      return;
    }
    long on = expected.with(release.with(trait, true));
    long off = expected.with(release.with(trait, false));
    if (on != off && (size.getAsLong() == on || size.getAsLong() == off)) {
      long pages = size.getAsLong() >>> config.granule().shift();
      add(trait, size.getAsLong() == on, name + " has " + pages + " pages");
    }
  }

  private StaticTables tables(KernelTraits traits) {
    return StaticTables.of(layout(traits));
  }

  private VaLayout layout(KernelTraits traits) {
    return VaLayout.of(config, traits, config.vaBits(), VaLayout.USUAL_STRUCT_PAGE_SIZE);
  }

  private OptionalLong between(String start, String end) {
    OptionalLong from = parts.symbols().find(start);
    OptionalLong to = parts.symbols().find(end);
    return from.isPresent() && to.isPresent()
        ? OptionalLong.of(to.getAsLong() - from.getAsLong())
        : OptionalLong.empty();
  }

  private boolean has(String symbol) {
    return parts.symbols().find(symbol).isPresent();
  }

  private void add(Trait trait, boolean on, String source) {
    clues.add(new TraitClue(trait, on, TraitClue.Kind.SYMBOL, source));
  }
}
