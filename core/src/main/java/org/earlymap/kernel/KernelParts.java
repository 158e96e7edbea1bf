// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel;

import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a kernel's file holds, before anything is concluded from it.
 *
 * @param source the file
 * @param order the byte order of the kernel's data
 * @param symbols its symbols
 * @param sections its loaded sections, none in a bare image
 * @param contents its bytes at link addresses
 */
record KernelParts(
    KernelSource source,
    ByteOrder order,
    KernelSymbols symbols,
    List<KernelSection> sections,
    KernelContents contents) {

  /** The flags of the image header (Documentation/arch/arm64/booting.rst), little endian there. */
  OptionalLong headerFlags() {
    OptionalLong flags = symbols.find("_kernel_flags_le_lo32");
    if (flags.isEmpty() || order == ByteOrder.LITTLE_ENDIAN) {
      return flags;
    }
    return OptionalLong.of(Integer.reverseBytes((int) flags.getAsLong()) & 0xffff_ffffL);
  }
}
