// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.diff;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.OptionalLong;
import org.earlymap.Hex;
import org.earlymap.Sizes;
import org.earlymap.cli.output.Paint;
import org.earlymap.compare.ConstantChange;
import org.earlymap.compare.LayoutDiff;
import org.earlymap.compare.NamedLayout;
import org.earlymap.compare.RegionChange;
import org.earlymap.layout.AddressRegion;
import org.earlymap.layout.LayoutConstants;

/** The differences between two layouts as text. */
final class LayoutDiffText {
  private final PrintWriter out;
  private final Paint paint;

  LayoutDiffText(PrintWriter out, Paint paint) {
    this.out = out;
    this.paint = paint;
  }

  void print(NamedLayout before, NamedLayout after, LayoutDiff diff) {
    if (diff.isEmpty()) {
      out.println("No difference.");
      return;
    }
    out.println(paint.red("- " + before.title()));
    out.println(paint.green("+ " + after.title()));
    for (RegionChange change : diff.regions()) {
      out.println();
      out.println(paint.bold(change.region().name() + " " + change.kind().label()));
      change.before().ifPresent(region -> out.println(paint.red("- " + row(region))));
      change.after().ifPresent(region -> out.println(paint.green("+ " + row(region))));
    }
    if (!diff.constants().isEmpty()) {
      out.println();
      out.println(paint.bold("Constants"));
    }
    for (ConstantChange change : diff.constants()) {
      out.println(
          String.format(
              Locale.ROOT,
              "  %-32s  %s  %s",
              change.name(),
              paint.red(String.format(Locale.ROOT, "%18s", shown(change.before()))),
              paint.green(String.format(Locale.ROOT, "%18s", shown(change.after())))));
    }
  }

  private static String row(AddressRegion region) {
    String row =
        String.format(
            Locale.ROOT,
            "%s  %s  %11s  %16s",
            Hex.of(region.start()),
            Hex.of(region.end()),
            Sizes.rounded(region.size()),
            Long.toUnsignedString(region.size()));
    return region.note().isEmpty() ? row : row + "  (" + region.note() + ")";
  }

  private static String shown(OptionalLong value) {
    if (value.isEmpty()) {
      return "-";
    }
    long number = value.getAsLong();
    return LayoutConstants.isHexadecimal(number)
        ? "0x" + Long.toHexString(number)
        : Long.toString(number);
  }
}
