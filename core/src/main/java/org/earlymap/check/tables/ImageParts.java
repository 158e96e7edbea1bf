// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.tables;

import org.earlymap.Hex;
import org.earlymap.Range;
import org.earlymap.check.CheckedKernel;
import org.earlymap.config.KernelConfigException;

/** Parts of an image that are mapped each with an access of its own, at link addresses. */
final class ImageParts {
  private ImageParts() {}

  /**
   * The part between two boundary symbols.
   *
   * @throws KernelConfigException where they are out of order (EM-SEG-002) or outside of the image:
   *     that would be mapped as nearly all of the address space, which no table holds
   */
  static Range of(CheckedKernel kernel, String start, String end) {
    Range part = kernel.range(start, end);
    long text = kernel.at("_text");
    long size = kernel.at("_end") - text;
    long from = part.start() - text;
    long to = part.end() - text;
    if (Long.compareUnsigned(from, to) > 0 || Long.compareUnsigned(to, size) > 0) {
      throw new KernelConfigException(
          start
              + " at "
              + Hex.of(part.start())
              + " and "
              + end
              + " at "
              + Hex.of(part.end())
              + " are no part of the image in its order");
    }
    return part;
  }
}
