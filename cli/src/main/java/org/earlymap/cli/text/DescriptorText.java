// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.earlymap.Hex;
import org.earlymap.Sizes;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.Permissions;
import org.earlymap.arch.RegimeKind;
import org.earlymap.arch.Stage2Attributes;
import org.earlymap.table.TranslationContext;

/** What each field of a descriptor says, in words. */
public final class DescriptorText {
  private static final String[] SHAREABILITY = {
    "non-shareable", "reserved", "outer shareable", "inner shareable"
  };

  private static final String[] ACCESS = {
    "EL1 read-write", "EL1 and EL0 read-write", "EL1 read-only", "EL1 and EL0 read-only"
  };

  private static final int COLUMN = 14;

  private DescriptorText() {}

  /**
   * What some bits of a descriptor say.
   *
   * @param label the field's name and value; empty where it is all about the rights
   * @param meaning in words
   * @param high its highest bit; -1 where it is no field
   * @param low its lowest bit
   */
  public record Field(String label, String meaning, int high, int low) {
    /** The same as a line, the meaning in a column of its own. */
    String line() {
      return String.format(Locale.ROOT, "%-" + COLUMN + "s%s", label, meaning);
    }
  }

  /** One line for what it is, then one for each field that says something. */
  public static List<String> of(
      long descriptor, int level, TranslationContext context, int hierarchical) {
    List<String> lines = new ArrayList<>();
    lines.add(kind(descriptor, level, context));
    fields(descriptor, level, context, hierarchical).forEach(field -> lines.add(field.line()));
    return lines;
  }

  /** The fields that say something, in the order in which they are told. */
  public static List<Field> fields(
      long descriptor, int level, TranslationContext context, int hierarchical) {
    List<Field> fields = new ArrayList<>();
    if (Descriptor.isTable(descriptor, level)) {
      table(fields, descriptor, context);
    } else if (Descriptor.isLeaf(descriptor, level)) {
      leaf(fields, descriptor, context, hierarchical);
    }
    return fields;
  }

  /** What kind of entry it is and where it points, in a few words. */
  public static String kind(long descriptor, int level, TranslationContext context) {
    if (!Descriptor.isValid(descriptor)) {
      return descriptor == 0 ? "invalid (empty)" : "invalid (bit 0 is clear)";
    }
    if (Descriptor.isTable(descriptor, level)) {
      long next = context.regime().format().decode(descriptor, context.regime().granule());
      return "table at " + Hex.of(next);
    }
    if (level == 3) {
      return Descriptor.isLeaf(descriptor, level)
          ? "page of " + size(context, level) + " at " + Hex.of(context.output(descriptor, level))
          : "reserved (bits 1:0 are 01 at level 3)";
    }
    return context.regime().allowsBlock(level)
        ? "block of " + size(context, level) + " at " + Hex.of(context.output(descriptor, level))
        : "reserved (no blocks at level " + level + ")";
  }

  private static String size(TranslationContext context, int level) {
    return Sizes.binary(context.regime().granule().levelSize(level));
  }

  private static void table(List<Field> fields, long descriptor, TranslationContext context) {
    Permissions permissions = context.permissions();
    if (permissions.kind().isStage2()) {
      return;
    }
    boolean one = permissions.kind().hasOnePrivilege();
    String level = permissions.kind().exceptionLevel();
    int access = (int) (descriptor >>> Descriptor.AP_TABLE_SHIFT) & (one ? 2 : 3);
    if (access != 0) {
      String[] meaning = {"", "no EL0 access beneath", "read-only beneath", "read-only and no EL0"};
      fields.add(new Field("APTable " + access, meaning[access], 62, 61));
    }
    if ((descriptor & Descriptor.UXN_TABLE) != 0) {
      fields.add(
          one
              ? new Field("XNTable", level + " executes nothing beneath", 60, 60)
              : new Field("UXNTable", "EL0 executes nothing beneath", 60, 60));
    }
    if (!one && (descriptor & Descriptor.PXN_TABLE) != 0) {
      fields.add(new Field("PXNTable", "EL1 executes nothing beneath", 59, 59));
    }
    if (!fields.isEmpty() && (!permissions.hierarchical() || permissions.indirect().isPresent())) {
      fields.add(new Field("", "(off: TCR_EL1.HPD or indirect permissions)", -1, -1));
    }
    if ((descriptor & Descriptor.AF) != 0) {
      fields.add(new Field("AF", "accessed (FEAT_HAFT)", 10, 10));
    }
  }

  private static void leaf(
      List<Field> fields, long descriptor, TranslationContext context, int hierarchical) {
    RegimeKind kind = context.permissions().kind();
    int index = context.attributeIndex(descriptor);
    String type = context.memoryType(descriptor).describe();
    int ap = (int) (descriptor >>> 6) & 3;
    if (kind.isStage2()) {
      fields.add(new Field("MemAttr " + index, type, 5, 2));
      String[] access = {"no access", "read-only", "write-only", "read-write"};
      fields.add(new Field("S2AP " + ap, access[ap], 7, 6));
    } else {
      fields.add(new Field("AttrIndx " + index, type, 4, 2));
      String level = kind.exceptionLevel();
      String access =
          kind == RegimeKind.EL1 ? ACCESS[ap] : level + (ap >= 2 ? " read-only" : " read-write");
      fields.add(new Field("AP " + ap, access, 7, 6));
    }
    if (context.regime().format() != DescriptorFormat.LPA2) {
      int shareability = (int) (descriptor >>> 8) & 3;
      fields.add(new Field("SH " + shareability, SHAREABILITY[shareability], 9, 8));
    }
    boolean accessed = (descriptor & Descriptor.AF) != 0;
    fields.add(
        accessed
            ? new Field("AF", "accessed", 10, 10)
            : new Field("AF 0", "not accessed: a fault unless the hardware sets it", 10, 10));
    if (kind == RegimeKind.EL1) {
      flag(fields, descriptor, 11, "nG", "belongs to an ASID");
    }
    if (!kind.isStage2()) {
      flag(fields, descriptor, 50, "GP", "guarded page (BTI)");
    }
    flag(fields, descriptor, 51, "DBM", "dirty state is managed; Linux: writable");
    flag(fields, descriptor, 52, "Contiguous", "one of a run");
    execution(fields, descriptor, kind);
    flag(fields, descriptor, 55, "bit 55", "software; Linux: dirty");
    flag(fields, descriptor, 56, "bit 56", "software; Linux: special");
    flag(fields, descriptor, 57, "bit 57", "software; Linux: devmap");
    int rights = context.permissions().rights(descriptor, hierarchical);
    fields.add(new Field("rights", context.permissions().describe(rights), -1, -1));
  }

  private static void execution(List<Field> fields, long descriptor, RegimeKind kind) {
    if (kind.isStage2()) {
      int low = Stage2Attributes.XN_SHIFT;
      int field = (int) (descriptor >>> low) & 3;
      String[] meaning = {
        "executable", "only EL0 executes it", "nobody executes it", "only EL1 executes it"
      };
      fields.add(new Field("XN " + field, meaning[field], low + 1, low));
    } else if (kind.hasOnePrivilege()) {
      flag(fields, descriptor, 54, "XN", kind.exceptionLevel() + " does not execute it");
    } else {
      flag(fields, descriptor, 53, "PXN", "EL1 does not execute it");
      flag(fields, descriptor, 54, "UXN", "EL0 does not execute it");
    }
  }

  private static void flag(
      List<Field> fields, long descriptor, int bit, String label, String meaning) {
    if ((descriptor >>> bit & 1) != 0) {
      fields.add(new Field(label, meaning, bit, bit));
    }
  }
}
