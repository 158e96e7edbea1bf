// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.image;

import java.nio.ByteOrder;
import org.earlymap.format.Bytes;

/** U-Boot's first format of images, which {@code mkimage} makes: 64 bytes of header, big endian. */
final class UImage {
  private static final int MAGIC = 0x2705_1956;
  private static final int HEADER = 64;
  private static final int ARM64 = 22;
  private static final int KERNEL = 2;

  private UImage() {}

  static boolean is(Bytes file) {
    return file.holds(0, HEADER) && (int) file.order(ByteOrder.BIG_ENDIAN).u32(0) == MAGIC;
  }

  /** What is behind the header; how it is compressed shows in itself. */
  static Bytes kernel(Bytes file) {
    Bytes header = file.order(ByteOrder.BIG_ENDIAN);
    if (header.u8(29) != ARM64) {
      throw file.fault(29, "this uImage is for architecture " + header.u8(29) + ", expected 22");
    }
    if (header.u8(30) != KERNEL) {
      throw file.fault(30, "this uImage is of type " + header.u8(30) + ", expected 2, a kernel");
    }
    return file.slice(HEADER, header.u32(12), "the uImage's kernel");
  }
}
