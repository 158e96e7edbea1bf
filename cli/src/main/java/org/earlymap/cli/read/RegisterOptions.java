// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.read;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.earlymap.arch.IndirectPermissions;
import org.earlymap.arch.Mair;
import org.earlymap.arch.RegimeKind;
import org.earlymap.arch.Sctlr;
import org.earlymap.arch.Tcr;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.Ttbr;
import org.earlymap.arch.VaHalf;
import org.earlymap.cli.options.HexConverter;
import org.earlymap.cli.options.UnusableOptionException;
import org.earlymap.format.compress.PlainFile;
import org.earlymap.format.registers.RegisterText;
import org.earlymap.format.registers.RegisterValues;
import picocli.CommandLine.Option;

/** The registers to read tables with: one by one, or as a debugger printed them. */
public final class RegisterOptions {
  @Option(
      names = "--registers",
      paramLabel = "FILE",
      description =
          "Registers as gdb's info registers, OpenOCD or another debugger prints them, as JSON or"
              + " as NAME=VALUE lines; what it is is seen in the text. An option that gives one"
              + " register goes before it.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--tcr",
      paramLabel = "VALUE",
      converter = HexConverter.class,
      description = "TCR_EL1; taken from a build or from a core's vmcoreinfo where it can be.")
  private Optional<Long> tcr = Optional.empty();

  @Option(
      names = "--ttbr1",
      paramLabel = "VALUE",
      converter = HexConverter.class,
      description = "TTBR1_EL1.")
  private Optional<Long> ttbr1 = Optional.empty();

  @Option(
      names = "--ttbr0",
      paramLabel = "VALUE",
      converter = HexConverter.class,
      description = "TTBR0_EL1.")
  private Optional<Long> ttbr0 = Optional.empty();

  @Option(
      names = "--mair",
      paramLabel = "VALUE",
      converter = HexConverter.class,
      description = "MAIR_EL1; the default is what Linux programs.")
  private Optional<Long> mair = Optional.empty();

  @Option(
      names = "--sctlr",
      paramLabel = "VALUE",
      converter = HexConverter.class,
      description = "SCTLR_EL1, for WXN; the default is 0.")
  private Optional<Long> sctlr = Optional.empty();

  @Option(
      names = "--pir",
      paramLabel = "VALUE",
      converter = HexConverter.class,
      description = "PIR_EL1, where TCR2_EL1.PIE is set; needs --pire0.")
  private Optional<Long> pir = Optional.empty();

  @Option(
      names = "--pire0",
      paramLabel = "VALUE",
      converter = HexConverter.class,
      description = "PIRE0_EL1.")
  private Optional<Long> pire0 = Optional.empty();

  private RegisterValues values = new RegisterValues(Map.of());

  /** Reads the file, where one is given; before anything else is asked. */
  void read() throws IOException {
    values =
        file.isEmpty()
            ? new RegisterValues(Map.of())
            : RegisterText.read(PlainFile.map(file.get()));
  }

  /**
   * Whether the options and the file say how to read tables and where one is.
   *
   * @param rooted whether a root is given
   */
  boolean isEnough(boolean rooted) {
    boolean based =
        rooted
            || ttbr0.isPresent()
            || ttbr1.isPresent()
            || values.ttbr0().isPresent()
            || values.ttbr1().isPresent();
    return based && (tcr.isPresent() || values.tcr().isPresent());
  }

  /**
   * The registers that the options give, then those of the file, then those that came with the
   * memory.
   *
   * @throws UnusableOptionException where one that is needed is in none of them
   */
  TranslationRegisters over(Optional<TranslationRegisters> own, VaHalf half, boolean needsBase) {
    if (pir.isPresent() != pire0.isPresent()) {
      throw new UnusableOptionException("--pir and --pire0 go together");
    }
    Optional<Tcr> control =
        tcr.map(Tcr::new).or(values::tcr).or(() -> own.map(TranslationRegisters::tcr));
    Optional<Ttbr> lower =
        ttbr0.map(Ttbr::new).or(values::ttbr0).or(() -> own.flatMap(TranslationRegisters::ttbr0));
    Optional<Ttbr> upper =
        ttbr1.map(Ttbr::new).or(values::ttbr1).or(() -> own.flatMap(TranslationRegisters::ttbr1));
    if (control.isEmpty()) {
      boolean lacksBase = needsBase && (half == VaHalf.LOWER ? lower : upper).isEmpty();
      throw new UnusableOptionException(
          "nothing says how to read the tables: give --tcr"
              + (lacksBase ? " and --" + half.register().toLowerCase(Locale.ROOT) : "")
              + (file.isPresent()
                  ? " (" + file.get() + " does not have " + (lacksBase ? "them)" : "it)")
                  : ", or --registers (this IMAGE brings no registers)"));
    }
    Optional<IndirectPermissions> indirect =
        pir.map(value -> new IndirectPermissions(value, pire0.orElse(0L)))
            .or(() -> indirect(values));
    return new TranslationRegisters(
        control.get(),
        mair.map(Mair::new)
            .or(values::mair)
            .or(() -> own.map(TranslationRegisters::mair))
            .orElse(Mair.LINUX),
        sctlr
            .map(Sctlr::new)
            .or(values::sctlr)
            .or(() -> own.map(TranslationRegisters::sctlr))
            .orElse(new Sctlr(0)),
        lower,
        upper,
        indirect.or(() -> own.flatMap(TranslationRegisters::indirect)),
        own.map(TranslationRegisters::kind).orElse(RegimeKind.EL1));
  }

  private Optional<IndirectPermissions> indirect(RegisterValues values) {
    if (values.missingIndirect().isPresent()) {
      String missing = values.missingIndirect().get();
      throw new UnusableOptionException(
          missing
              + " is needed, since TCR2.PIE is set, and "
              + file.orElseThrow()
              + " does not have it: add it, or give --pir and --pire0");
    }
    return values.indirect();
  }
}
