// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.image;

import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.check.CheckedKernel;
import org.earlymap.format.Bytes;

/** A field of the image header, which is little endian in every kernel. */
enum HeaderField {
  /** The bytes that the image takes in memory. */
  SIZE(16, "_kernel_size_le"),
  /** Endianness, page size, placement. */
  FLAGS(24, "_kernel_flags_le");

  private static final int HEADER_SIZE = 64;

  private final int offset;
  private final String symbol;

  HeaderField(int offset, String symbol) {
    this.offset = offset;
    this.symbol = symbol;
  }

  /** The field in the kernel's own header, or else in the symbols that it is made from. */
  OptionalLong of(CheckedKernel kernel) {
    Optional<Bytes> header = kernel.image().contents().at(kernel.at("_text"), HEADER_SIZE);
    if (header.isPresent()) {
      return OptionalLong.of(header.get().order(ByteOrder.LITTLE_ENDIAN).u64(offset));
    }
    OptionalLong low = kernel.find(symbol + "_lo32");
    OptionalLong high = kernel.find(symbol + "_hi32");
    if (low.isEmpty() || high.isEmpty()) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(half(kernel, high) << 32 | half(kernel, low));
  }

  /** The symbols are swapped in big-endian kernels, so that the header comes out right. */
  private static long half(CheckedKernel kernel, OptionalLong symbol) {
    int value = (int) symbol.getAsLong();
    return Integer.toUnsignedLong(
        kernel.config().bigEndian() ? Integer.reverseBytes(value) : value);
  }
}
