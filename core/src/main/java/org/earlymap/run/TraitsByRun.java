// SPDX-License-Identifier: Apache-2.0
package org.earlymap.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Hex;
import org.earlymap.a64.Stop;
import org.earlymap.arch.Tcr;
import org.earlymap.boot.decide.PageProtections;
import org.earlymap.boot.decide.Stage;
import org.earlymap.cpu.CpuModel;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.KernelHints;
import org.earlymap.kernel.TraitClue;
import org.earlymap.machine.Machine;
import org.earlymap.table.Translation;
import org.earlymap.version.Trait;

/**
 * Traits that a short run of the kernel's early code shows, asked where neither a symbol nor an
 * instruction shows them: the bits of its descriptors and registers, and what it maps. The run is
 * one on QEMU's board, to the end of {@link Stage#EARLY_MAP}.
 */
public final class TraitsByRun {
  /** Debian's 7.3.4 takes 8.5 million to get there; a kernel that loops is not waited for. */
  private static final long MOST_INSTRUCTIONS = 100_000_000L;

  /** What descriptors and registers show by then. */
  private static final List<Trait> SHOWN =
      List.of(Trait.PTE_DIRTY, Trait.MAP_TEXT_HEAD, Trait.MTE_TCMA1);

  private TraitsByRun() {}

  /**
   * Reads a kernel, and asks its code where its file leaves something open.
   *
   * @throws org.earlymap.InputException where it is none, or something about it is missing
   */
  public static KernelBuild load(Path file, KernelHints hints) throws IOException {
    return asked(KernelBuild.load(file, hints));
  }

  /**
   * {@code kernel} with what its code shows of the traits that its release alone has decided. It is
   * the same kernel where there is none of them, or where its code does not come that far: then the
   * release decides as before.
   */
  public static KernelBuild asked(KernelBuild kernel) {
    List<Trait> open = SHOWN.stream().filter(kernel::isTakenFromRelease).toList();
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
              .map(
                  leaf ->
                      shown(
                          trait,
                          (leaf & PageProtections.SOFTWARE_DIRTY) != 0,
                          "maps _data by " + Hex.of(leaf)));
      case MAP_TEXT_HEAD ->
          translation(boot, "_text")
              .map(Translation.Mapped.class::isInstance)
              .map(maps -> shown(trait, maps, (maps ? "maps" : "does not map") + " _text"));
      case MTE_TCMA1 -> {
        long tcr = boot.run().state().get("TCR_EL1");
        yield Optional.of(shown(trait, (tcr & Tcr.TCMA1) != 0, "leaves TCR_EL1 " + Hex.of(tcr)));
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
