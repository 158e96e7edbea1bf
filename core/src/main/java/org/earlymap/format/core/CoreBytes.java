// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.core;

import org.earlymap.format.Bytes;
import org.earlymap.format.FormatException;

/** The bytes of a core by their offsets, however the file has them. */
interface CoreBytes {
  /** The file's name, for messages. */
  String name();

  /** Where the bytes end. */
  long size();

  /**
   * Copies bytes.
   *
   * @throws FormatException where they are not all there
   */
  void read(long offset, byte[] target, int at, int length);

  /**
   * A part of a few bytes, little endian.
   *
   * @param what its name, as the message has it where it is not there
   * @param most how many bytes it may have
   */
  default Bytes part(long offset, long length, String what, int most) {
    if (length < 0 || length > most) {
      throw new FormatException(
          name(),
          offset,
          what + " has " + Long.toUnsignedString(length) + " bytes, expected at most " + most);
    }
    if (offset < 0 || offset > size() || length > size() - offset) {
      throw new FormatException(
          name(),
          offset,
          what
              + " has 0x"
              + Long.toHexString(length)
              + " bytes, the file ends at 0x"
              + Long.toHexString(size()));
    }
    byte[] bytes = new byte[(int) length];
    read(offset, bytes, 0, bytes.length);
    return Bytes.of(name(), bytes);
  }

  /** Those of a file as it is. */
  static CoreBytes of(Bytes file) {
    return new CoreBytes() {
      @Override
      public String name() {
        return file.name();
      }

      @Override
      public long size() {
        return file.size();
      }

      @Override
      public void read(long offset, byte[] target, int at, int length) {
        file.copyTo(offset, target, at, length);
      }
    };
  }
}
