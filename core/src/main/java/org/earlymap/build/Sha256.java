// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.earlymap.format.Bytes;

/** The hash that a manifest identifies files by. */
final class Sha256 {
  private static final int CHUNK = 1 << 16;

  private Sha256() {}

  /** The hash of all of {@code bytes}, lower-case hexadecimal. */
  static String of(Bytes bytes) {
    MessageDigest digest = digest();
    byte[] chunk = new byte[CHUNK];
    for (long at = 0; at < bytes.size(); at += CHUNK) {
      int part = (int) Math.min(CHUNK, bytes.size() - at);
      bytes.copyTo(at, chunk, 0, part);
      digest.update(chunk, 0, part);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
