// SPDX-License-Identifier: Apache-2.0
package org.earlymap.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/**
 * Writes a raw arm64 Image with something at chosen places and noise elsewhere, as code and
 * compressed data would be.
 */
public final class ImageWriter {
  private final ByteBuffer image;

  /**
   * An image whose parts are still to be put.
   *
   * @param flags the header's flags
   * @param fileSize its bytes in the file
   * @param memorySize its bytes in memory
   */
  public ImageWriter(long flags, int fileSize, long memorySize) {
    byte[] noise = new byte[fileSize];
    new Random(fileSize).nextBytes(noise);
    image = ByteBuffer.wrap(noise).order(ByteOrder.LITTLE_ENDIAN);
    image.putInt(0, 0x91005a4d).putInt(4, 0x14000010).putLong(8, 0).putLong(16, memorySize);
    image.putLong(24, flags).putLong(32, 0).putLong(40, 0).putLong(48, 0);
    image.putInt(56, 0x644d5241).putInt(60, 0);
  }

  /** Puts bytes at a distance from the image's start. */
  public ImageWriter put(long at, byte[] bytes) {
    image.put((int) at, bytes);
    return this;
  }

  /** The image. */
  public byte[] bytes() {
    return image.array().clone();
  }
}
