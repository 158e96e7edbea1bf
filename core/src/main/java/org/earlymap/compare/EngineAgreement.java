// SPDX-License-Identifier: Apache-2.0
package org.earlymap.compare;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.earlymap.Hex;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.Ttbr;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.boot.stage.TableImage;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.run.BootByCode;
import org.earlymap.run.KernelRunException;

/**
 * How far the model and the kernel's own code agree at one stage: every word of the model's images
 * against the memory that the code left, the registers, and tables that only the code has.
 *
 * @param stage the stage
 * @param images how many images the model has
 * @param words how many 64-bit words they hold
 * @param differing how many of these the code left otherwise
 * @param first the first of them; {@code before} is the model's, {@code after} the code's
 * @param registers registers that differ, a line each
 * @param onlyByCode pieces with tables that none of the model's images holds
 */
public record EngineAgreement(
    Stage stage,
    int images,
    long words,
    long differing,
    List<DescriptorChange> first,
    List<String> registers,
    List<TableImage> onlyByCode) {
  /** Copies the lists. */
  public EngineAgreement {
    first = List.copyOf(first);
    registers = List.copyOf(registers);
    onlyByCode = List.copyOf(onlyByCode);
  }

  /** Whether nothing differs. */
  public boolean agrees() {
    return differing == 0 && registers.isEmpty() && onlyByCode.isEmpty();
  }

  /**
   * Compares at a stage.
   *
   * @param model what the model computed
   * @param code the boot by code, at the end of the same stage
   * @param most how many differing words are kept
   */
  public static EngineAgreement of(BootSnapshot model, BootByCode code, int most) {
    PhysicalMemory expected = model.memory();
    boolean big = expected.order() == ByteOrder.BIG_ENDIAN;
    long words = 0;
    long differing = 0;
    List<DescriptorChange> first = new ArrayList<>();
    for (TableImage image : model.images()) {
      if (!code.run().memory().contains(image.pa(), image.size())) {
        throw new KernelRunException(image.name() + " lies outside the board's memory");
      }
      for (long pa = image.pa(); pa < image.pa() + image.size(); pa += Long.BYTES) {
        long raw = code.run().memory().readLong(pa);
        long found = big ? Long.reverseBytes(raw) : raw;
        long wanted = expected.readLong(pa);
        words++;
        if (found != wanted) {
          differing++;
          if (first.size() < most) {
            first.add(new DescriptorChange(pa, OptionalLong.of(wanted), OptionalLong.of(found)));
          }
        }
      }
    }
    BootSnapshot left = code.snapshot(model.stage());
    return new EngineAgreement(
        model.stage(),
        model.images().size(),
        words,
        differing,
        first,
        registers(model.registers(), left.registers()),
        onlyByCode(model, left));
  }

  private static List<TableImage> onlyByCode(BootSnapshot model, BootSnapshot left) {
    List<TableImage> only = new ArrayList<>();
    for (TableImage piece : left.images()) {
      boolean known =
          model.images().stream()
              .anyMatch(
                  image ->
                      piece.pa() >= image.pa()
                          && piece.pa() + piece.size() <= image.pa() + image.size());
      if (!known && piece.tablePagesUsed() > 0) {
        only.add(piece);
      }
    }
    return only;
  }

  private static List<String> registers(TranslationRegisters model, TranslationRegisters code) {
    List<String> lines = new ArrayList<>();
    compare(lines, "TCR_EL1", model.tcr().value(), code.tcr().value());
    compare(lines, "MAIR_EL1", model.mair().value(), code.mair().value());
    compare(lines, "SCTLR_EL1", model.sctlr().value(), code.sctlr().value());
    compare(
        lines,
        "TTBR0_EL1",
        model.ttbr0().map(Ttbr::value).orElse(0L),
        code.ttbr0().map(Ttbr::value).orElse(0L));
    compare(
        lines,
        "TTBR1_EL1",
        model.ttbr1().map(Ttbr::value).orElse(0L),
        code.ttbr1().map(Ttbr::value).orElse(0L));
    if (!model.indirect().equals(code.indirect())) {
      lines.add("PIR_EL1, PIRE0_EL1: model " + model.indirect() + ", code " + code.indirect());
    }
    return lines;
  }

  private static void compare(List<String> lines, String name, long model, long code) {
    if (model != code) {
      lines.add(name + ": model " + Hex.of(model) + ", code " + Hex.of(code));
    }
  }
}
