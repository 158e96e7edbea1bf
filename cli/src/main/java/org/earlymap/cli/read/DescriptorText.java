// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.read;

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

  private DescriptorText() {}

  /** One line for what it is, then one for each field that says something. */
  public static List<String> of(
      long descriptor, int level, TranslationContext context, int hierarchical) {
    List<String> lines = new ArrayList<>();
    lines.add(kind(descriptor, level, context));
    if (Descriptor.isTable(descriptor, level)) {
      table(lines, descriptor, context);
    } else if (Descriptor.isLeaf(descriptor, level)) {
      leaf(lines, descriptor, context, hierarchical);
    }
    return lines;
  }

  /** What kind of entry it is and where it points, in a few words. */
  static String kind(long descriptor, int level, TranslationContext context) {
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

  private static void table(List<String> lines, long descriptor, TranslationContext context) {
    Permissions permissions = context.permissions();
    if (permissions.kind().isStage2()) {
      return;
    }
    boolean one = permissions.kind().hasOnePrivilege();
    String level = permissions.kind().exceptionLevel();
    int access = (int) (descriptor >>> Descriptor.AP_TABLE_SHIFT) & (one ? 2 : 3);
    if (access != 0) {
      String[] meaning = {"", "no EL0 access beneath", "read-only beneath", "read-only and no EL0"};
      lines.add("APTable " + access + "     " + meaning[access]);
    }
    if ((descriptor & Descriptor.UXN_TABLE) != 0) {
      lines.add(
          one
              ? "XNTable       " + level + " executes nothing beneath"
              : "UXNTable      EL0 executes nothing beneath");
    }
    if (!one && (descriptor & Descriptor.PXN_TABLE) != 0) {
      lines.add("PXNTable      EL1 executes nothing beneath");
    }
    if (lines.size() > 1 && (!permissions.hierarchical() || permissions.indirect().isPresent())) {
      lines.add("              (off: TCR_EL1.HPD or indirect permissions)");
    }
    if ((descriptor & Descriptor.AF) != 0) {
      lines.add("AF            accessed (FEAT_HAFT)");
    }
  }

  private static void leaf(
      List<String> lines, long descriptor, TranslationContext context, int hierarchical) {
    RegimeKind kind = context.permissions().kind();
    int index = context.attributeIndex(descriptor);
    String type = context.memoryType(descriptor).describe();
    int ap = (int) (descriptor >>> 6) & 3;
    if (kind.isStage2()) {
      lines.add(String.format(Locale.ROOT, "MemAttr %-5d %s", index, type));
      String[] access = {"no access", "read-only", "write-only", "read-write"};
      lines.add("S2AP " + ap + "        " + access[ap]);
    } else {
      lines.add("AttrIndx " + index + "    " + type);
      String level = kind.exceptionLevel();
      lines.add(
          "AP "
              + ap
              + "          "
              + (kind == RegimeKind.EL1
                  ? ACCESS[ap]
                  : level + (ap >= 2 ? " read-only" : " read-write")));
    }
    if (context.regime().format() != DescriptorFormat.LPA2) {
      int shareability = (int) (descriptor >>> 8) & 3;
      lines.add("SH " + shareability + "          " + SHAREABILITY[shareability]);
    }
    flag(
        lines,
        descriptor,
        Descriptor.AF,
        "AF            accessed",
        "AF 0          not accessed: a fault unless the hardware sets it");
    if (kind == RegimeKind.EL1) {
      flag(lines, descriptor, Descriptor.NG, "nG            belongs to an ASID", "");
    }
    if (!kind.isStage2()) {
      flag(lines, descriptor, Descriptor.GP, "GP            guarded page (BTI)", "");
    }
    flag(
        lines,
        descriptor,
        Descriptor.DBM,
        "DBM           dirty state is managed; Linux: writable",
        "");
    flag(lines, descriptor, Descriptor.CONTIGUOUS, "Contiguous    one of a run", "");
    execution(lines, descriptor, kind);
    flag(lines, descriptor, 1L << 55, "bit 55        software; Linux: dirty", "");
    flag(lines, descriptor, 1L << 56, "bit 56        software; Linux: special", "");
    flag(lines, descriptor, 1L << 57, "bit 57        software; Linux: devmap", "");
    int rights = context.permissions().rights(descriptor, hierarchical);
    lines.add("rights        " + context.permissions().describe(rights));
  }

  private static void execution(List<String> lines, long descriptor, RegimeKind kind) {
    if (kind.isStage2()) {
      int field = (int) (descriptor >>> Stage2Attributes.XN_SHIFT) & 3;
      String[] meaning = {
        "executable", "only EL0 executes it", "nobody executes it", "only EL1 executes it"
      };
      lines.add("XN " + field + "          " + meaning[field]);
    } else if (kind.hasOnePrivilege()) {
      String level = kind.exceptionLevel();
      flag(
          lines, descriptor, Descriptor.UXN, "XN            " + level + " does not execute it", "");
    } else {
      flag(lines, descriptor, Descriptor.PXN, "PXN           EL1 does not execute it", "");
      flag(lines, descriptor, Descriptor.UXN, "UXN           EL0 does not execute it", "");
    }
  }

  private static void flag(
      List<String> lines, long descriptor, long bit, String set, String clear) {
    String line = (descriptor & bit) != 0 ? set : clear;
    if (!line.isEmpty()) {
      lines.add(line);
    }
  }
}
