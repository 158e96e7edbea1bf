// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.diff;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.earlymap.Hex;
import org.earlymap.Sizes;
import org.earlymap.build.BuildDiff;
import org.earlymap.cli.output.Paint;
import org.earlymap.compare.DescriptorChange;
import org.earlymap.compare.MappingChange;
import org.earlymap.compare.RangeMapping;

/** The differences between two builds as text. */
final class BuildDiffText {
  private final PrintWriter out;
  private final Paint paint;

  BuildDiffText(PrintWriter out, Paint paint) {
    this.out = out;
    this.paint = paint;
  }

  void print(String before, String after, BuildDiff diff) {
    if (diff.isEmpty()) {
      out.println(nothing(diff.changedDescriptors()));
      return;
    }
    out.println(paint.red("- " + before));
    out.println(paint.green("+ " + after));
    diff.onlyBefore().forEach(root -> out.println(paint.red("- " + root + " is a root")));
    diff.onlyAfter().forEach(root -> out.println(paint.green("+ " + root + " is a root")));
    for (Map.Entry<String, List<MappingChange>> root : diff.roots().entrySet()) {
      if (!root.getValue().isEmpty()) {
        out.println();
        out.println(paint.bold(root.getKey()));
        root.getValue().forEach(this::printChange);
      }
    }
    diff.descriptors().ifPresent(this::printDescriptors);
  }

  /**
   * Descriptors can differ and map the same: tables that lie elsewhere, bits that software uses.
   */
  private static String nothing(long descriptors) {
    if (descriptors == 0) {
      return "No difference.";
    }
    return "No mapping differs; "
        + (descriptors == 1 ? "1 descriptor does." : descriptors + " descriptors do.");
  }

  /** What differs, in words: {@code target, permission}. */
  static String aspects(MappingChange change) {
    return change.aspects().stream()
        .map(aspect -> aspect.name().toLowerCase(Locale.ROOT).replace('_', ' '))
        .collect(Collectors.joining(", "));
  }

  /** How a range is mapped, in one line. */
  static String shown(Optional<RangeMapping> mapped, long va) {
    if (mapped.isEmpty()) {
      return "not mapped";
    }
    RangeMapping how = mapped.get();
    return String.format(Locale.ROOT, "pa 0x%012x", how.pa(va))
        + (how.repeated() ? " (each page)" : "")
        + ", level "
        + how.level()
        + (how.contiguous() ? " contiguous" : "")
        + ", "
        + how.describeRights()
        + ", "
        + how.memoryType().describe()
        + " (attr "
        + how.attributeIndex()
        + ")"
        + (how.nonGlobal() ? ", nG" : "")
        + (how.guarded() ? ", GP" : "");
  }

  private void printChange(MappingChange change) {
    out.println(
        String.format(
            Locale.ROOT,
            "%s  %s  %s: %s",
            Hex.of(change.va()),
            Hex.of(change.endVa()),
            Sizes.rounded(change.size()),
            aspects(change)));
    out.println(paint.red("  - " + shown(change.before(), change.va())));
    out.println(paint.green("  + " + shown(change.after(), change.va())));
  }

  private void printDescriptors(List<DescriptorChange> changes) {
    out.println();
    out.println(paint.bold("Descriptors"));
    for (DescriptorChange change : changes) {
      out.println(
          String.format(
              Locale.ROOT,
              "%s  %s  %s",
              Hex.of(change.pa()),
              paint.red(value(change.before())),
              paint.green(value(change.after()))));
    }
  }

  private static String value(OptionalLong descriptor) {
    return descriptor.isEmpty() ? "                 -" : Hex.of(descriptor.getAsLong());
  }
}
