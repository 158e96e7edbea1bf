// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.picture;

import java.util.ArrayList;
import java.util.List;
import org.earlymap.Sizes;
import org.earlymap.arch.Rights;
import org.earlymap.layout.AddressRegion;

/**
 * A range that is drawn: a band of the main column, or a row beside it.
 *
 * @param name what it is called
 * @param style the style sheet's class for what it is
 * @param depth 0 for what divides the picture, 1 and more for what lies in it
 * @param start the first address, unsigned
 * @param end the address after the last; 0 is the top of the space
 * @param note what else there is to say, or nothing
 * @param rights what may be done there, as {@code r-x}, or nothing
 * @param marked whether it is one of those that differ
 */
record Part(
    String name,
    String style,
    int depth,
    long start,
    long end,
    String note,
    String rights,
    boolean marked) {

  /** A region as it is drawn. */
  static Part of(AddressRegion region, boolean marked) {
    String rights =
        region.rights().isPresent() ? Rights.privileged(region.rights().getAsInt()) : "";
    return new Part(
        region.name(),
        Markup.styleClass(region.kind()),
        region.depth(),
        region.start(),
        region.end(),
        region.note(),
        rights,
        marked);
  }

  /** A band of the main column without a note. */
  static Part band(String name, String style, long start, long end) {
    return new Part(name, style, 0, start, end, "", "", false);
  }

  long size() {
    return end - start;
  }

  /** Whether the first byte of {@code other} lies in this one. */
  boolean holds(Part other) {
    return other.start == start || Long.compareUnsigned(other.start - start, size() - 1) <= 0;
  }

  /** Whether all of {@code other} lies in this one. */
  boolean surrounds(Part other) {
    return holds(other) && Long.compareUnsigned(other.end - 1 - start, size() - 1) <= 0;
  }

  /** The same at another depth. */
  Part at(int newDepth) {
    return new Part(name, style, newDepth, start, end, note, rights, marked);
  }

  /** The same, marked. */
  Part asMarked() {
    return new Part(name, style, depth, start, end, note, rights, true);
  }

  /** What hovering over it says. */
  String tooltip() {
    return Markup.escaped(
        name
            + "\n"
            + Markup.address(start)
            + " to "
            + Markup.address(end - 1)
            + "\n"
            + Sizes.rounded(size())
            + ", "
            + Long.toUnsignedString(size())
            + " bytes"
            + (rights.isEmpty() ? "" : "\n" + rights)
            + (note.isEmpty() ? "" : "\n" + note));
  }

  /**
   * {@code parts} with those that lie side by side, have the same size and lie as deep, one row
   * together: the slots of a fixmap.
   *
   * @param style the class of those that are folded
   */
  static List<Part> folded(List<Part> parts, String style) {
    List<Part> folded = new ArrayList<>();
    List<Part> alike = new ArrayList<>();
    for (Part part : parts) {
      if (!alike.isEmpty() && !alike.get(alike.size() - 1).continuesWith(part, style)) {
        folded.add(joined(alike));
        alike.clear();
      }
      alike.add(part);
    }
    if (!alike.isEmpty()) {
      folded.add(joined(alike));
    }
    return folded;
  }

  private boolean continuesWith(Part next, String folds) {
    return style.equals(folds)
        && next.style.equals(folds)
        && depth == next.depth
        && depth > 0
        && end == next.start
        && size() == next.size()
        && rights.equals(next.rights)
        && marked == next.marked;
  }

  private static Part joined(List<Part> alike) {
    Part first = alike.get(0);
    if (alike.size() == 1) {
      return first;
    }
    StringBuilder names = new StringBuilder();
    alike.forEach(part -> names.append(names.isEmpty() ? "" : ", ").append(part.name));
    return new Part(
        first.name + " and " + (alike.size() - 1) + " more",
        first.style,
        first.depth,
        first.start,
        alike.get(alike.size() - 1).end,
        names.toString(),
        first.rights,
        first.marked);
  }
}
