// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earlymap.arch.IndirectPermissions;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.Ttbr;
import org.earlymap.format.registers.RegisterValues;

/**
 * A build's registers against those of a machine: each that both have.
 *
 * @param compared how many that are
 * @param differences those that differ
 */
public record RegisterComparison(int compared, List<Difference> differences) {
  /** Copies the list. */
  public RegisterComparison {
    differences = List.copyOf(differences);
  }

  /**
   * A register that differs.
   *
   * @param register its name without the exception level, such as {@code TCR}
   */
  public record Difference(String register, long built, long found) {}

  /** Compares the registers of a build at its stage with {@code found}. */
  public static RegisterComparison of(TranslationRegisters built, RegisterValues found) {
    List<Difference> differences = new ArrayList<>();
    int compared = 0;
    String[] names = {"TCR", "MAIR", "SCTLR", "TTBR0", "TTBR1", "PIR", "PIRE0"};
    for (String name : names) {
      Optional<Long> own = value(built, name);
      Optional<Long> other = found.kernels(name);
      if (own.isPresent() && other.isPresent()) {
        compared++;
        if (!own.get().equals(other.get())) {
          differences.add(new Difference(name, own.get(), other.get()));
        }
      }
    }
    return new RegisterComparison(compared, differences);
  }

  private static Optional<Long> value(TranslationRegisters registers, String name) {
    return switch (name) {
      case "TCR" -> Optional.of(registers.tcr().value());
      case "MAIR" -> Optional.of(registers.mair().value());
      case "SCTLR" -> Optional.of(registers.sctlr().value());
      case "TTBR0" -> registers.ttbr0().map(Ttbr::value);
      case "TTBR1" -> registers.ttbr1().map(Ttbr::value);
      case "PIR" -> registers.indirect().map(IndirectPermissions::pir);
      default -> registers.indirect().map(IndirectPermissions::pire0);
    };
  }
}
