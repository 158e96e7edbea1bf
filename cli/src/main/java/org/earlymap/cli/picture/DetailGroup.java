// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.picture;

import java.util.ArrayList;
import java.util.List;

/** What lies in one region of the main column, as rows beside it: in order, not to scale. */
final class DetailGroup {
  static final double ROW_HEIGHT = 20;
  static final double GAP = 6;
  static final double BETWEEN_GROUPS = 14;

  /** More rows than this are left to the table. */
  private static final int MOST_ROWS = 40;

  /**
   * One row.
   *
   * @param part what it shows
   * @param y its top, from the group's top
   */
  record Row(Part part, double y) {}

  private final Band parent;
  private final List<Row> rows = new ArrayList<>();
  private double height;
  private int leftOut;
  private double top;

  private DetailGroup(Band parent) {
    this.parent = parent;
  }

  /** The rows of {@code parent}: those of {@code regions} that follow it, in their order. */
  static DetailGroup of(Band parent, List<Part> regions) {
    DetailGroup group = new DetailGroup(parent);
    long previousEnd = regions.isEmpty() ? 0 : regions.get(0).start();
    for (Part region : regions) {
      if (group.rows.size() == MOST_ROWS) {
        group.leftOut++;
        continue;
      }
      boolean apart = Long.compareUnsigned(region.start(), previousEnd) > 0;
      double y = group.height + (apart ? GAP : 0);
      group.rows.add(new Row(region, y));
      group.height = y + ROW_HEIGHT;
      previousEnd = region.end();
    }
    if (group.leftOut > 0) {
      group.height += ROW_HEIGHT;
    }
    return group;
  }

  /**
   * Puts the groups beside their bands, as near as they can be without overlap.
   *
   * @param height where the picture ends
   * @return where the picture ends with all groups in it
   */
  static double place(List<DetailGroup> groups, double height) {
    double next = 0;
    for (DetailGroup group : groups) {
      double wanted = group.parent.middle() - group.height / 2;
      group.top = Math.max(next, wanted);
      next = group.bottom() + BETWEEN_GROUPS;
    }
    double needed = groups.stream().mapToDouble(group -> group.height + BETWEEN_GROUPS).sum();
    double end = Math.max(height, needed);
    double limit = end;
    for (int i = groups.size() - 1; i >= 0; i--) {
      DetailGroup group = groups.get(i);
      group.top = Math.min(group.top, limit - group.height);
      limit = group.top - BETWEEN_GROUPS;
    }
    return end;
  }

  Band parent() {
    return parent;
  }

  List<Row> rows() {
    return rows;
  }

  int leftOut() {
    return leftOut;
  }

  double top() {
    return top;
  }

  double bottom() {
    return top + height;
  }
}
