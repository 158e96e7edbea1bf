// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earlymap.arch.Tcr;
import org.earlymap.config.KernelConfig;
import org.earlymap.kernel.parts.FunctionCode;
import org.earlymap.kernel.parts.KernelParts;
import org.earlymap.layout.Fixmap;
import org.earlymap.layout.VaLayout;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/**
 * What constants in the kernel's instructions give away about its traits, where no symbol does: the
 * number of fixmap slots, the bits of PAGE_KERNEL and of TCR_EL1, where the image's mapping starts.
 */
final class InstructionClues {
  /** Bits 63:48 of PAGE_KERNEL: UXN, PXN and DBM, without and with software's dirty bit. */
  private static final int PAGE_KERNEL_HIGH = 0x0068;

  private static final int PAGE_KERNEL_DIRTY_HIGH = 0x00e8;

  /** Functions that use PAGE_KERNEL, whichever of them the compiler made one of. */
  private static final List<String> PAGE_KERNEL_USERS =
      List.of("early_map_kernel", "map_kernel", "map_fdt", "create_init_idmap");

  private static final List<String> LINEAR_MAP_BUILDERS = List.of("map_mem", "paging_init");

  /** TCR_EL1.TCMA1 among bits 63:48. */
  private static final int TCMA1_HIGH = (int) (Tcr.TCMA1 >>> 48);

  private final KernelParts parts;
  private final KernelConfig config;
  private final KernelTraits release;
  private final List<TraitClue> clues = new ArrayList<>();

  private InstructionClues(KernelParts parts, KernelConfig config, KernelTraits release) {
    this.parts = parts;
    this.config = config;
    this.release = release;
  }

  /**
   * The clues in the instructions of {@code parts}.
   *
   * @param release the traits that the release has
   */
  static List<TraitClue> of(KernelParts parts, KernelConfig config, KernelTraits release) {
    InstructionClues clues = new InstructionClues(parts, config, release);
    clues.fixmapSlots();
    clues.pageKernel();
    clues.imageStart();
    clues.tagging();
    return clues.clues;
  }

  /** {@code __set_fixmap} refuses an index of {@code __end_of_fixed_addresses} and above. */
  private void fixmapSlots() {
    Optional<FunctionCode> code = FunctionCode.of(parts, "__set_fixmap");
    if (code.isEmpty()) {
      return;
    }
    List<KernelTraits> fitting = new ArrayList<>();
    boolean[] both = {false, true};
    boolean[] vncr = config.isSet("KVM") ? both : new boolean[] {release.has(Trait.FIXMAP_VNCR)};
    for (boolean perCpu : vncr) {
      for (boolean onePage : both) {
        KernelTraits traits =
            release.with(Trait.FIXMAP_VNCR, perCpu).with(Trait.BTMAPS_PLUS_ONE, onePage);
        if (code.get().compares(lastSlot(traits) - 1)) {
          fitting.add(traits);
        }
      }
    }
    if (fitting.size() != 1) {
      return;
    }
    String source = "__set_fixmap allows " + lastSlot(fitting.get(0)) + " slots";
    if (config.isSet("KVM")) {
      add(Trait.FIXMAP_VNCR, fitting.get(0).has(Trait.FIXMAP_VNCR), source);
    }
    add(Trait.BTMAPS_PLUS_ONE, fitting.get(0).has(Trait.BTMAPS_PLUS_ONE), source);
  }

  /** The highest index; it is compared, less FIX_HOLE's successor, as an unsigned number. */
  private long lastSlot(KernelTraits traits) {
    VaLayout layout = VaLayout.of(config, traits, config.vaBits(), VaLayout.USUAL_STRUCT_PAGE_SIZE);
    return Fixmap.of(layout).totalSlots() - 1L;
  }

  private void pageKernel() {
    for (String name : PAGE_KERNEL_USERS) {
      Optional<FunctionCode> code = FunctionCode.of(parts, name);
      if (code.isPresent()) {
        boolean dirty = code.get().movesHigh(PAGE_KERNEL_DIRTY_HIGH);
        boolean plain = code.get().movesHigh(PAGE_KERNEL_HIGH);
        if (dirty != plain) {
          String bits = dirty ? "0x00e8" : "0x0068";
          add(Trait.PTE_DIRTY, dirty, name + " maps with " + bits + " in bits 63:48");
          return;
        }
      }
    }
  }

  /** {@code map_mem}, alone or inside {@code paging_init}, takes the image from its start. */
  private void imageStart() {
    if (!TraitClue.matters(Trait.ALIAS_FROM_TEXT, config, parts.symbols())) {
      return;
    }
    long text = parts.symbols().require("_text");
    long stext = parts.symbols().require("_stext");
    for (String name : LINEAR_MAP_BUILDERS) {
      Optional<FunctionCode> code = FunctionCode.of(parts, name);
      if (code.isPresent()) {
        boolean head = code.get().refersTo(text);
        if (head != code.get().refersTo(stext)) {
          String source = name + " takes the image from " + (head ? "_text" : "_stext") + " on";
          add(Trait.MAP_TEXT_HEAD, head, source);
          add(Trait.ALIAS_FROM_TEXT, head, source);
          return;
        }
      }
    }
  }

  /** {@code __cpu_setup} makes TCR_EL1 from a constant; MAIR_EL1, before it, has no high bits. */
  private void tagging() {
    if (!TraitClue.matters(Trait.MTE_TCMA1, config, parts.symbols())) {
      return;
    }
    Optional<FunctionCode> code = FunctionCode.of(parts, "__cpu_setup");
    int tcr = code.map(FunctionCode::firstHighMove).orElse(0);
    if (tcr != 0) {
      boolean on = (tcr & TCMA1_HIGH) != 0;
      add(Trait.MTE_TCMA1, on, "__cpu_setup " + (on ? "sets" : "does not set") + " TCMA1");
    }
  }

  private void add(Trait trait, boolean on, String source) {
    clues.add(new TraitClue(trait, on, TraitClue.Kind.INSTRUCTION, source));
  }
}
