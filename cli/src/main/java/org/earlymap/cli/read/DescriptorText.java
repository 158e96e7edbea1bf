// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.read;

import java.util.ArrayList;
import java.util.List;
import org.earlymap.Hex;
import org.earlymap.Sizes;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.Permissions;
import org.earlymap.arch.Rights;
import org.earlymap.table.TranslationContext;

/** What each field of a descriptor says, in words. */
final class DescriptorText {
  private static final String[] SHAREABILITY = {
    "non-shareable", "reserved", "outer shareable", "inner shareable"
  };

  private DescriptorText() {}

  /** One line for what it is, then one for each field that says something. */
  static List<String> of(long descriptor, int level, TranslationContext context, int hierarchical) {
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
    int access = (int) (descriptor >>> Descriptor.AP_TABLE_SHIFT) & 3;
    if (access != 0) {
      String[] meaning = {"", "no EL0 access beneath", "read-only beneath", "read-only and no EL0"};
      lines.add("APTable " + access + "     " + meaning[access]);
    }
    if ((descriptor & Descriptor.UXN_TABLE) != 0) {
      lines.add("UXNTable      EL0 executes nothing beneath");
    }
    if ((descriptor & Descriptor.PXN_TABLE) != 0) {
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
    int index = Descriptor.attrIndex(descriptor);
    lines.add("AttrIndx " + index + "    " + context.mair().type(index).describe());
    int ap = (int) (descriptor >>> 6) & 3;
    String[] access = {
      "EL1 read-write", "EL1 and EL0 read-write", "EL1 read-only", "EL1 and EL0 read-only"
    };
    lines.add("AP " + ap + "          " + access[ap]);
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
    flag(lines, descriptor, Descriptor.NG, "nG            belongs to an ASID", "");
    flag(lines, descriptor, Descriptor.GP, "GP            guarded page (BTI)", "");
    flag(
        lines,
        descriptor,
        Descriptor.DBM,
        "DBM           dirty state is managed; Linux: writable",
        "");
    flag(lines, descriptor, Descriptor.CONTIGUOUS, "Contiguous    one of a run", "");
    flag(lines, descriptor, Descriptor.PXN, "PXN           EL1 does not execute it", "");
    flag(lines, descriptor, Descriptor.UXN, "UXN           EL0 does not execute it", "");
    flag(lines, descriptor, 1L << 55, "bit 55        software; Linux: dirty", "");
    flag(lines, descriptor, 1L << 56, "bit 56        software; Linux: special", "");
    flag(lines, descriptor, 1L << 57, "bit 57        software; Linux: devmap", "");
    lines.add(
        "rights        " + Rights.describe(context.permissions().rights(descriptor, hierarchical)));
  }

  private static void flag(
      List<String> lines, long descriptor, long bit, String set, String clear) {
    String line = (descriptor & bit) != 0 ? set : clear;
    if (!line.isEmpty()) {
      lines.add(line);
    }
  }
}
