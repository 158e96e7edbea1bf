// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.picture;

/**
 * How high a range is drawn: each doubling of its size adds the same, so that 16 MiB and 2 PiB are
 * both visible and the larger of two ranges is always the higher one.
 */
final class PictureScale {
  /** The height of the smallest range that is told apart, in pixels: enough for a label. */
  static final double LEAST_HEIGHT = 26;

  /** What each doubling adds, in pixels. */
  static final double PER_DOUBLING = 3.2;

  /** Log2 of the size that has the least height: ranges below are drawn alike. */
  static final int LEAST_BITS = 21;

  private PictureScale() {}

  /** The height of {@code size} bytes (unsigned, not zero) in pixels, to a tenth. */
  static double height(long size) {
    double bits = StrictMath.log(asDouble(size)) / StrictMath.log(2);
    double height = LEAST_HEIGHT + PER_DOUBLING * Math.max(0, bits - LEAST_BITS);
    return Math.rint(height * 10) / 10;
  }

  private static double asDouble(long size) {
    return size >= 0 ? size : (size >>> 1) * 2.0;
  }
}
