// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu.override;

import com.google.common.collect.ImmutableList;
import java.util.EnumMap;
import java.util.Optional;
import org.earlymap.arch.Granule;
import org.earlymap.arch.PhysicalAddressSize;
import org.earlymap.cpu.IdRegister;
import org.earlymap.cpu.IdRegisters;
import org.earlymap.cpu.Tgran;
import org.earlymap.cpu.override.OverrideVerdict.Outcome;
import org.earlymap.version.Trait;

/**
 * Reads a command line as the kernel does before it maps itself ({@code __parse_cmdline}, {@code
 * match_options} and their filters in {@code arch/arm64/kernel/pi/idreg-override.c}).
 *
 * <p>A character is a byte here: strings are Latin-1 decodings of the bytes.
 */
final class OverrideParser {
  /** The parser's buffer holds 255 characters and the terminator. */
  private static final int TOKEN_LIMIT = 255;

  private static final long FIELD = 0xfL;

  private final IdRegisters cpu;
  private final OverrideContext context;
  private final EnumMap<OverrideRegister, OverrideValue> values =
      new EnumMap<>(OverrideRegister.class);
  private final ImmutableList.Builder<OverrideVerdict> trace = ImmutableList.builder();
  private String sideEffect = "";

  OverrideParser(IdRegisters cpu, OverrideContext context) {
    this.cpu = cpu;
    this.context = context;
  }

  EnumMap<OverrideRegister, OverrideValue> values() {
    return values;
  }

  ImmutableList<OverrideVerdict> trace() {
    return trace.build();
  }

  /** Parses {@code line}, which ends at its first NUL. */
  void parse(String line) {
    int nul = line.indexOf('\0');
    parse(nul < 0 ? line : line.substring(0, nul), Optional.empty());
  }

  private void parse(String line, Optional<String> alias) {
    int at = 0;
    while (true) {
      while (at < line.length() && isSpace(line.charAt(at))) {
        at++;
      }
      if (line.startsWith("--", at) && at + 2 < line.length() && isSpace(line.charAt(at + 2))) {
        say("--", alias, Outcome.TERMINATOR, Optional.empty(), "what follows is for init");
        return;
      }
      int start = at;
      while (at < line.length() && !isSpace(line.charAt(at)) && at - start < TOKEN_LIMIT) {
        at++;
      }
      if (at == start) {
        return;
      }
      String token = line.substring(start, at).replace('-', '_');
      boolean cut = at < line.length() && !isSpace(line.charAt(at));
      one(token, alias, cut);
    }
  }

  private void one(String token, Optional<String> alias, boolean cut) {
    boolean known = match(token, alias);
    if (alias.isEmpty()) {
      for (OverrideAlias candidate : context.dialect().aliases()) {
        if (candidate.name().equals(token)) {
          known = true;
          say(token, alias, Outcome.EXPANDED, Optional.empty(), candidate.expansion());
          parse(candidate.expansion(), Optional.of(token));
        }
      }
    }
    if (cut) {
      say(
          token,
          alias,
          Outcome.CUT,
          Optional.empty(),
          "the token is longer than 255 bytes: the parser goes on with the rest as a new token");
    } else if (!known) {
      say(
          token,
          alias,
          Outcome.IGNORED,
          Optional.empty(),
          OverrideHint.of(token, context.dialect()));
    }
  }

  private boolean match(String token, Optional<String> alias) {
    for (OverrideDialect.Entry entry : context.dialect().entries()) {
      if (!token.startsWith(entry.prefix())) {
        continue;
      }
      OverrideField field = entry.field();
      int digit = hexDigit(token.substring(entry.prefix().length()));
      if (digit < 0) {
        say(
            token,
            alias,
            Outcome.MALFORMED,
            Optional.of(field),
            "a value is one hexadecimal digit, with or without 0x before it");
        return true;
      }
      sideEffect = "";
      Optional<String> refusal = refusal(entry.filter(), digit);
      OverrideValue before = value(field.register());
      if (refusal.isPresent()) {
        values.put(field.register(), before.reject(field.mask()));
        say(token, alias, Outcome.REJECTED, Optional.of(field), refusal.get());
      } else {
        values.put(field.register(), before.accept(field.mask(), (long) digit << field.shift()));
        say(token, alias, Outcome.ACCEPTED, Optional.of(field), sideEffect);
      }
      return true;
    }
    return false;
  }

  private Optional<String> refusal(OverrideFilter filter, int digit) {
    return switch (filter) {
      case NONE -> Optional.empty();
      case VHE ->
          context.e2hStuck() && context.bootEl() == 2 && digit == 0
              ? Optional.of("the CPU was entered at EL2 with HCR_EL2.E2H stuck at 1")
              : Optional.empty();
      case VARANGE -> refusalOfVaRange(digit);
      case SVE -> clearWhole(OverrideRegister.ID_AA64ZFR0, digit);
      case SME -> clearWhole(OverrideRegister.ID_AA64SMFR0, digit);
      case HVHE -> refusalOfHvhe(digit);
    };
  }

  private Optional<String> refusalOfVaRange(int digit) {
    if (digit != 0) {
      return Optional.of(
          "the address range can only be taken away (0); the kernel sees LVA all the same, because"
              + " cpu_has_lva() does not ask whether the override was accepted");
    }
    Granule granule = context.granule();
    if (context.lpa2Kernel() && Tgran.hasLpa2(granule, cpu.get(IdRegister.ID_AA64MMFR0_EL1))) {
      int shift = Tgran.shift(granule);
      OverrideValue mmfr0 =
          value(OverrideRegister.ID_AA64MMFR0)
              .or((long) (Tgran.lpa2(granule) - 1) << shift, FIELD << shift);
      sideEffect = "LPA2 is taken out of ID_AA64MMFR0_EL1 too";
      if (context.dialect().traits().has(Trait.LPA2_PARANGE_48)) {
        mmfr0 = mmfr0.or(PhysicalAddressSize.ENCODED_48, FIELD);
        sideEffect = "LPA2 is taken out of ID_AA64MMFR0_EL1 too, and PARange set to 48 bits";
      }
      values.put(OverrideRegister.ID_AA64MMFR0, mmfr0);
    }
    return Optional.empty();
  }

  private Optional<String> clearWhole(OverrideRegister register, int digit) {
    if (digit == 0) {
      values.put(register, new OverrideValue(0, -1));
      sideEffect = "all of " + register.label() + " becomes 0";
    }
    return Optional.empty();
  }

  private Optional<String> refusalOfHvhe(int digit) {
    if (digit != 1) {
      return Optional.of("only 1 is accepted");
    }
    if (context.bootEl() != 2) {
      return Optional.of("the kernel was entered at EL1");
    }
    return cpu.field(IdRegister.ID_AA64MMFR1_EL1, 8) == 0
        ? Optional.of("the CPU has no VHE (ID_AA64MMFR1_EL1.VH is 0)")
        : Optional.empty();
  }

  private OverrideValue value(OverrideRegister register) {
    return values.getOrDefault(register, OverrideValue.NONE);
  }

  private void say(
      String token,
      Optional<String> alias,
      Outcome outcome,
      Optional<OverrideField> field,
      String reason) {
    trace.add(new OverrideVerdict(token, alias, outcome, field, reason));
  }

  /** The value of {@code text}, {@code parse_hexdigit}: an optional 0x, then one digit; else -1. */
  private static int hexDigit(String text) {
    String digits =
        text.length() > 1 && text.charAt(0) == '0' && (text.charAt(1) | 0x20) == 'x'
            ? text.substring(2)
            : text;
    return digits.length() == 1 && digits.charAt(0) < 0x80
        ? Character.digit(digits.charAt(0), 16)
        : -1;
  }

  /** The kernel's {@code isspace}: Latin-1, so the no-break space is one. */
  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xa0;
  }
}
