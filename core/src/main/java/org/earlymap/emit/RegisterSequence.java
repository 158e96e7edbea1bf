// SPDX-License-Identifier: Apache-2.0
package org.earlymap.emit;

import java.io.OutputStream;
import java.util.Locale;
import org.earlymap.Hex;
import org.earlymap.arch.RegimeKind;
import org.earlymap.arch.RegisterValue;

/**
 * A subroutine that makes a CPU translate by the tables, in the order that the architecture demands
 * (Arm ARM D8.2.12 and K1.2): the tables are there, then types, control and bases, then a context
 * synchronisation, then nothing old is left in the TLB, then translation.
 */
final class RegisterSequence {
  private static final long TCR2_PIE = 2;

  private RegisterSequence() {}

  static void write(LoadableTables tables, OutputStream out) {
    RegimeKind kind = tables.registers().kind();
    boolean placed =
        tables.registers().ttbr0().isPresent() || tables.registers().ttbr1().isPresent();
    if (!placed) {
      throw new EmitException("registers: nothing says where a root is, the MMU is off");
    }
    Lines lines = new Lines(out);
    String symbol =
        LoadableTables.PREFIX
            + "enable_"
            + (kind.isStage2() ? "stage2" : lower(kind.exceptionLevel()));
    lines.line("/*");
    lines.line(" * Makes a CPU translate by tables that are in its memory; made by earlymap.");
    lines.line(" *");
    lines.line(
        " * Call " + symbol + " at " + kind.exceptionLevel() + ", with translation off, from code");
    lines.line(
        " * that is mapped where it lies. Data caches hold nothing of the tables' memory, or");
    lines.line(" * have been cleaned to the point of coherency. Changes x0.");
    lines.line(" */");
    lines.line("\t.text").line("\t.balign 4").line("\t.globl " + symbol);
    lines.line(symbol + ":");
    lines.line("\tdsb\tsy");
    String last = "";
    for (RegisterValue value : tables.values()) {
      last = value.name();
      if (isSwitch(value)) {
        break;
      }
      set(lines, value.value());
      lines.line("\tmsr\t" + encoded(value.name()) + ", x0");
      if (value.name().equals("PIR_EL1")) {
        set(lines, TCR2_PIE);
        lines.line("\tmsr\tS3_0_C2_C0_3, x0\t// TCR2_EL1.PIE");
      }
    }
    lines.line("\tisb");
    lines.line("\ttlbi\t" + invalidation(kind));
    lines.line("\tic\tiallu");
    lines.line("\tdsb\tnsh").line("\tisb");
    if (kind.isStage2()) {
      lines.line("\tmrs\tx0, hcr_el2");
      lines.line("\torr\tx0, x0, #1\t\t// VM");
      String change = kind == RegimeKind.STAGE2_FWB ? "orr" : "bic";
      lines.line("\t" + change + "\tx0, x0, #0x400000000000\t// FWB");
    } else {
      set(lines, tables.registers().sctlr().value());
    }
    lines.line("\tmsr\t" + encoded(last) + ", x0");
    lines.line("\tisb").line("\tret");
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static boolean isSwitch(RegisterValue value) {
    return value.name().startsWith("SCTLR") || value.name().equals("HCR_EL2");
  }

  private static String invalidation(RegimeKind kind) {
    return switch (kind) {
      case EL1 -> "vmalle1";
      case EL2 -> "alle2";
      case EL3 -> "alle3";
      case STAGE2, STAGE2_FWB -> "vmalls12e1";
    };
  }

  /** Registers that assemblers do not know yet by name. */
  private static String encoded(String name) {
    return switch (name) {
      case "PIRE0_EL1" -> "S3_0_C10_C2_2";
      case "PIR_EL1" -> "S3_0_C10_C2_3";
      default -> lower(name);
    };
  }

  private static void set(Lines lines, long value) {
    lines.line("\tmovz\tx0, #" + part(value, 0) + "\t\t// " + Hex.of(value));
    for (int i = 1; i < 4; i++) {
      if ((value >>> (16 * i) & 0xffff) != 0) {
        lines.line("\tmovk\tx0, #" + part(value, i) + ", lsl #" + 16 * i);
      }
    }
  }

  private static String part(long value, int index) {
    return "0x" + Long.toHexString(value >>> (16 * index) & 0xffff);
  }
}
