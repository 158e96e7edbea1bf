// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.image;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.earlymap.format.Bytes;

/** Android's boot image: a page of header, then the kernel (system/tools/mkbootimg). */
final class AndroidBoot {
  private static final byte[] MAGIC = "ANDROID!".getBytes(StandardCharsets.ISO_8859_1);
  private static final int PAGE_OF_LATER = 4096;
  private static final int FIRST_LATER = 3;

  private AndroidBoot() {}

  static boolean is(Bytes file) {
    return file.matches(0, MAGIC);
  }

  /** The kernel. Headers 3 and 4 have pages of 4 KiB, earlier ones say how large theirs are. */
  static Bytes kernel(Bytes file) {
    Bytes header = file.order(ByteOrder.LITTLE_ENDIAN);
    long version = header.u32(40);
    long page = version >= FIRST_LATER && version < 16 ? PAGE_OF_LATER : header.u32(36);
    if (Long.bitCount(page) != 1 || page < 2048 || page > 1 << 16) {
      throw file.fault(36, "found pages of " + page + " bytes, expected 2048 to 65536");
    }
    long size = header.u32(8);
    if (size == 0) {
      throw file.fault(8, "this Android boot image has no kernel");
    }
    return file.slice(page, size, "the boot image's kernel");
  }
}
