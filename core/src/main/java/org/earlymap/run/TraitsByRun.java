// SPDX-License-Identifier: Apache-2.0
package org.earlymap.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Hex;
import org.earlymap.a64.Stop;
import org.earlymap.boot.decide.Stage;
import org.earlymap.config.Kasan;
import org.earlymap.cpu.CpuModel;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.TraitClue;
import org.earlymap.machine.Machine;
import org.earlymap.table.Translation;
import org.earlymap.version.Trait;

/**
 * Traits that a short run of the kernel's early code shows, asked where neither a symbol nor an
 * instruction shows them: the bits of its descriptors and registers, and what it maps. The run is
 * one on QEMU's board, to the end of {@link Stage#EARLY_MAP}: some 30 million instructions at most.
 */
public final class TraitsByRun {
  /** What the early code of any kernel takes is far below; one that loops is not waited for. */
  private static final long MOST_INSTRUCTIONS = 200_000_000L;

  /** Software's dirty bit, PTE_DIRTY: bit 55. */
  private static final long PTE_DIRTY = 1L << 55;

  /** TCR_EL1.TCMA1 (Arm ARM D24.2.188). */
  private static final long TCMA1 = 1L << 58;

  private TraitsByRun() {}

  /**
   * {@code kernel} with what its code shows of the traits that its release alone has decided. It is
   * the same kernel where there is none of them, or where its code does not come that far: then the
   * release decides as before.
   */
  public static KernelBuild asked(KernelBuild kernel) {
    List<Trait> open = open(kernel);
    if (open.isEmpty() || BootByCode.obstacle(kernel, Stage.EARLY_MAP).isPresent()) {
      return kernel;
    }
    try {
      Machine machine = Machine.virt(CpuModel.named(CpuModel.USUAL));
      BootByCode boot = BootByCode.enter(kernel, machine.loadedWith(kernel.symbols()));
      boolean there = boot.runTo(Stage.EARLY_MAP, MOST_INSTRUCTIONS) instanceof Stop.Reached;
      return there ? kernel.withClues(clues(boot, open)) : kernel;
    } catch (KernelRunException e) {
      return kernel;
    }
  }

  /** Those of {@code kernel}'s traits that the release has decided and that a run can show. */
  private static List<Trait> open(KernelBuild kernel) {
    List<Trait> asked = new ArrayList<>();
    for (Trait trait : List.of(Trait.PTE_DIRTY, Trait.MAP_TEXT_HEAD, Trait.MTE_TCMA1)) {
      boolean matters =
          switch (trait) {
            case MAP_TEXT_HEAD -> hasHead(kernel);
            case MTE_TCMA1 ->
                kernel.config().isSet("ARM64_MTE") && kernel.config().kasan() != Kasan.HW_TAGS;
            default -> true;
          };
      if (matters && kernel.isTakenFromRelease(trait)) {
        asked.add(trait);
      }
    }
    return asked;
  }

  private static boolean hasHead(KernelBuild kernel) {
    OptionalLong text = kernel.symbols().find("_text");
    OptionalLong code = kernel.symbols().find("_stext");
    return text.isPresent() && code.isPresent() && text.getAsLong() != code.getAsLong();
  }

  private static List<TraitClue> clues(BootByCode boot, List<Trait> open) {
    List<TraitClue> clues = new ArrayList<>();
    for (Trait trait : open) {
      clue(boot, trait).ifPresent(clues::add);
    }
    return clues;
  }

  private static Optional<TraitClue> clue(BootByCode boot, Trait trait) {
    return switch (trait) {
      case PTE_DIRTY ->
          translation(boot, "_data")
              .filter(Translation.Mapped.class::isInstance)
              .map(Translation.Mapped.class::cast)
              .map(Translation.Mapped::leaf)
              .map(leaf -> shown(trait, (leaf & PTE_DIRTY) != 0, "maps _data by " + Hex.of(leaf)));
      case MAP_TEXT_HEAD ->
          translation(boot, "_text")
              .map(Translation.Mapped.class::isInstance)
              .map(maps -> shown(trait, maps, (maps ? "maps" : "does not map") + " _text"));
      case MTE_TCMA1 -> {
        long tcr = boot.run().state().get("TCR_EL1");
        yield Optional.of(shown(trait, (tcr & TCMA1) != 0, "leaves TCR_EL1 " + Hex.of(tcr)));
      }
      default -> Optional.empty();
    };
  }

  private static Optional<Translation> translation(BootByCode boot, String symbol) {
    OptionalLong address = boot.kernel().symbols().find(symbol);
    return address.isEmpty() ? Optional.empty() : boot.translate(address.getAsLong());
  }

  private static TraitClue shown(Trait trait, boolean on, String what) {
    return new TraitClue(trait, on, TraitClue.Kind.RUN, "shown by running its code, which " + what);
  }
}
