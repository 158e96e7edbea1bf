// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel.parts;

import java.util.List;
import java.util.OptionalLong;
import org.earlymap.InputCause;
import org.earlymap.config.KernelConfigException;
import org.earlymap.format.Bytes;
import org.earlymap.format.image.ImageHeader;

/**
 * Finds the address that an Image was linked at, {@code _text}: kallsyms' base if the linker left
 * it in place, else the places of the relocations, else what the configuration says.
 */
final class LinkBase {
  private static final int R_AARCH64_RELATIVE = 0x403;
  private static final int RELA_SIZE = 24;

  private LinkBase() {}

  static long find(
      Bytes image,
      ImageHeader header,
      OptionalLong kallsymsText,
      KernelSymbols.Collector distances,
      OptionalLong configured,
      List<Evidence> evidence) {
    if (kallsymsText.isPresent() && isLinkAddress(kallsymsText.getAsLong())) {
      return found(kallsymsText.getAsLong(), "kallsyms_relative_base", evidence);
    }
    OptionalLong start = distances.find("__pi_rela_start");
    OptionalLong end = distances.find("__pi_rela_end");
    if (start.isPresent() && end.isPresent()) {
      OptionalLong base = ofRelocations(image, header, start.getAsLong(), end.getAsLong());
      if (base.isPresent()) {
        return found(base.getAsLong(), "the places of .rela.dyn", evidence);
      }
    }
    OptionalLong unnamed = ofUnnamedRelocations(image, header);
    if (unnamed.isPresent()) {
      return found(unnamed.getAsLong(), "the places of relocations", evidence);
    }
    if (configured.isPresent()) {
      return found(configured.getAsLong(), "VA_BITS of the configuration", evidence);
    }
    throw new KernelConfigException(
        image.name() + ": where the kernel is linked does not show in the image",
        InputCause.LINK_ADDRESS_UNKNOWN);
  }

  private static OptionalLong ofRelocations(Bytes image, ImageHeader header, long start, long end) {
    for (long at = start; at <= end - RELA_SIZE && image.holds(at, RELA_SIZE); at += RELA_SIZE) {
      if (image.u64(at + 8) == R_AARCH64_RELATIVE) {
        long place = image.u64(at);
        for (long base : AddressWidths.linkAddresses()) {
          if (Long.compareUnsigned(place - base, header.imageSize()) < 0) {
            return OptionalLong.of(base);
          }
        }
        return OptionalLong.empty();
      }
    }
    return OptionalLong.empty();
  }

  /** Kernels before 6.2 have no symbol at their relocations: three in a row are some. */
  private static OptionalLong ofUnnamedRelocations(Bytes image, ImageHeader header) {
    long step = Long.BYTES;
    for (long at = 0; image.holds(at, 3 * RELA_SIZE); at += step) {
      if (image.u64(at + 8) == R_AARCH64_RELATIVE
          && image.u64(at + 8 + RELA_SIZE) == R_AARCH64_RELATIVE
          && image.u64(at + 8 + 2 * RELA_SIZE) == R_AARCH64_RELATIVE) {
        OptionalLong base = ofRelocations(image, header, at, at + 3 * RELA_SIZE);
        if (base.isPresent()) {
          return base;
        }
      }
    }
    return OptionalLong.empty();
  }

  private static boolean isLinkAddress(long address) {
    for (long base : AddressWidths.linkAddresses()) {
      if (base == address) {
        return true;
      }
    }
    return false;
  }

  private static long found(long base, String source, List<Evidence> evidence) {
    evidence.add(new Evidence("_text", "0x" + Long.toHexString(base), source));
    return base;
  }
}
