// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.kconfig;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.earlymap.format.Bytes;
import org.earlymap.format.Gzip;

/** The gzip copy of its configuration that CONFIG_IKCONFIG puts into a kernel's read-only data. */
public final class EmbeddedConfig {
  private static final byte[] START = "IKCFG_ST".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] END = "IKCFG_ED".getBytes(StandardCharsets.ISO_8859_1);

  private EmbeddedConfig() {}

  /**
   * Looks for the copy and reads it.
   *
   * @param kernel the kernel's read-only data, or all of the kernel
   * @throws org.earlymap.format.FormatException where a copy starts but cannot be read
   */
  public static Optional<DotConfig> find(Bytes kernel) {
    long at = kernel.find(START, 0, kernel.size());
    while (at >= 0) {
      long data = at + START.length;
      if (Gzip.isGzip(kernel, data)) {
        return Optional.of(read(kernel, data));
      }
      at = kernel.find(START, data, kernel.size());
    }
    return Optional.empty();
  }

  private static DotConfig read(Bytes kernel, long data) {
    long end = kernel.find(END, data, Math.min(kernel.size(), data + DotConfig.MOST_BYTES));
    if (end < 0) {
      throw kernel.fault(data, "the embedded configuration has no end, expected IKCFG_ED");
    }
    Bytes packed = kernel.slice(data, end - data, "the embedded configuration");
    return DotConfig.read(
        Gzip.inflate(packed, kernel.name() + " (embedded configuration)", DotConfig.MOST_BYTES));
  }
}
