// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.core;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.earlymap.format.Bytes;

/** The notes of a core (the System V ABI's note section). */
final class CoreNotes {
  /** No core has more, in bytes: 4096 CPUs with all their registers. */
  static final int MOST_BYTES = 64 << 20;

  private static final int HEADER = 12;
  private static final byte[] VMCOREINFO = "VMCOREINFO".getBytes(StandardCharsets.US_ASCII);

  private CoreNotes() {}

  /** The text of the note VMCOREINFO, in the byte order of {@code notes}. */
  static Optional<String> vmcoreinfo(Bytes notes) {
    long at = 0;
    while (notes.holds(at, HEADER)) {
      long nameSize = notes.u32(at);
      long size = notes.u32(at + 4);
      long name = at + HEADER;
      long contents = name + ((nameSize + 3) & -4);
      boolean named =
          nameSize >= VMCOREINFO.length
              && nameSize <= VMCOREINFO.length + 1
              && notes.matches(name, VMCOREINFO);
      if (named && notes.holds(contents, size)) {
        return Optional.of(new String(notes.copy(contents, (int) size), StandardCharsets.UTF_8));
      }
      at = contents + ((size + 3) & -4);
    }
    return Optional.empty();
  }
}
