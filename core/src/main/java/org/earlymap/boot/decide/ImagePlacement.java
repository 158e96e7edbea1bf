// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.decide;

import org.earlymap.kernel.parts.KernelSymbols;

/**
 * Where a kernel image lies: in memory as it was loaded, in the address space as KASLR moved it.
 *
 * @param symbols addresses as linked
 * @param loadAddress physical address of {@code _text}
 * @param kaslrOffset how far the image is from its linked address
 */
public record ImagePlacement(KernelSymbols symbols, long loadAddress, long kaslrOffset) {
  /** Physical address of a symbol; fails where the kernel has none of that name. */
  public long pa(String symbol) {
    return paOf(symbols.require(symbol));
  }

  /** Physical address of what was linked at {@code address}. */
  public long paOf(long address) {
    return address - symbols.require("_text") + loadAddress;
  }

  /** Virtual address of a symbol after relocation. */
  public long va(String symbol) {
    return symbols.require(symbol) + kaslrOffset;
  }

  /** What is added to a physical address of the image for its virtual one. */
  public long vaOffset() {
    return symbols.require("_text") + kaslrOffset - loadAddress;
  }

  /** Physical address of the image's end. */
  public long end() {
    return pa("_end");
  }
}
