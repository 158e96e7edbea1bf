// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says which sweep lines are of: all that they depend on, as one hash. */
final class SweepKey {
  private SweepKey() {}

  /**
   * The key of a sweep.
   *
   * @param kind what the lines have, such as the chosen columns
   */
  static String of(SweepMatrix matrix, SweepShard shard, String kind) throws IOException {
    Hasher hasher = Hashing.sha256().newHasher();
    String version = String.valueOf(SweepKey.class.getPackage().getImplementationVersion());
    String all = version + "\n" + matrix.description() + "\n" + shard + "\n" + kind;
    hasher.putString(all, StandardCharsets.UTF_8);
    byte[] chunk = new byte[1 << 16];
    for (Path file : matrix.files()) {
      try (InputStream in = Files.newInputStream(file)) {
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
          hasher.putBytes(chunk, 0, read);
        }
      }
      hasher.putLong(file.toString().length());
    }
    return hasher.hash().toString();
  }
}
