// SPDX-License-Identifier: Apache-2.0
package org.earlymap.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tukaani.xz.XZInputStream;

/** The core of the small kernel in {@code samples}, as QEMU has dumped it. */
public final class RealCore {
  private static final Path FILES = Path.of("../samples/cores");

  /** What gdb printed of the machine at the same time. */
  public static final Path REGISTERS = FILES.resolve("booting-registers.txt");

  private RealCore() {}

  /** The flattened, kdump-compressed file. */
  public static byte[] flattened() {
    try (InputStream in =
        new XZInputStream(Files.newInputStream(FILES.resolve("booting.kdump.xz")))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
