// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.picture;

/**
 * One region in the main column.
 *
 * @param part what it shows
 * @param y its top in pixels
 * @param height its height in pixels
 */
record Band(Part part, double y, double height) {
  double bottom() {
    return y + height;
  }

  double middle() {
    return y + height / 2;
  }
}
