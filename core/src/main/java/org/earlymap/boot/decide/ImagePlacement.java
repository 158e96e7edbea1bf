// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.decide;

import org.earlymap.Hex;
import org.earlymap.Range;
import org.earlymap.kernel.ImageSegment;
import org.earlymap.kernel.parts.KernelSymbols;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

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

  /** The symbol at the first byte that the linear map does not map as other memory. */
  private static String aliasSymbol(KernelTraits traits) {
    ImageSegment first = traits.has(Trait.ALIAS_FROM_TEXT) ? ImageSegment.HEAD : ImageSegment.TEXT;
    return first.start();
  }

  /** Physical address of the first byte that the linear map does not map as other memory. */
  public long aliasStart(KernelTraits traits) {
    return pa(aliasSymbol(traits));
  }

  /**
   * What lies between two symbols of the image, at physical addresses.
   *
   * @throws BootException where they are out of order, or one lies outside the image
   */
  public Range part(String start, String end) {
    Range part = new Range(pa(start), pa(end));
    boolean inside =
        Long.compareUnsigned(loadAddress, part.start()) <= 0
            && Long.compareUnsigned(part.start(), part.end()) <= 0
            && Long.compareUnsigned(part.end(), end()) <= 0;
    if (!inside) {
      throw new BootException(
          "from "
              + start
              + " at "
              + Hex.of(symbols.require(start))
              + " to "
              + end
              + " at "
              + Hex.of(symbols.require(end))
              + " is no part of the image: expected both in order and between _text and _end");
    }
    return part;
  }

  /** What the linear map keeps read-only of the image: its text and read-only data. */
  public Range readOnlyAlias(KernelTraits traits) {
    return part(aliasSymbol(traits), "__init_begin");
  }

  /** The image's data and BSS behind what is freed, which releases from 7.2 on map by itself. */
  public Range dataAlias() {
    return part("__init_end", "__bss_stop");
  }
}
