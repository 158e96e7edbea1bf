// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel.parts;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.earlymap.format.Bytes;

/** The file that a kernel was read from. */
public final class KernelSource {
  private static final int CHUNK = 1 << 20;

  private final Bytes bytes;

  private KernelSource(Bytes bytes) {
    this.bytes = bytes;
  }

  /** The file whose bytes these are. */
  public static KernelSource of(Bytes bytes) {
    return new KernelSource(bytes);
  }

  /** The file's name, as it was given. */
  public String file() {
    return bytes.name();
  }

  /** The file's size in bytes. */
  public long size() {
    return bytes.size();
  }

  /** The SHA-256 of its bytes, 64 hexadecimal digits; each call reads all of the file. */
  public String sha256() {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    byte[] chunk = new byte[CHUNK];
    for (long at = 0; at < bytes.size(); at += CHUNK) {
      int part = (int) Math.min(CHUNK, bytes.size() - at);
      bytes.copyTo(at, chunk, 0, part);
      digest.update(chunk, 0, part);
    }
    StringBuilder text = new StringBuilder(64);
    for (byte value : digest.digest()) {
      text.append(Character.forDigit(value >> 4 & 0xf, 16))
          .append(Character.forDigit(value & 0xf, 16));
    }
    return text.toString();
  }
}
