// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.picture;

import org.earlymap.kernel.Region;

/**
 * One region in the main column.
 *
 * @param region what it shows
 * @param y its top in pixels
 * @param height its height in pixels
 */
record Band(Region region, double y, double height) {
  double bottom() {
    return y + height;
  }

  double middle() {
    return y + height / 2;
  }
}
