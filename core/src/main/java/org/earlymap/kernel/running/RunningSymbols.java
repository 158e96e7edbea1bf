// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel.running;

import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.format.Bytes;
import org.earlymap.format.FormatException;
import org.earlymap.format.image.ImageHeader;
import org.earlymap.format.symbols.Kallsyms;
import org.earlymap.kernel.parts.ImageSymbols;
import org.earlymap.kernel.parts.PlacedSymbols;
import org.earlymap.kernel.parts.Vmcoreinfo;
import org.earlymap.memory.PhysicalMemory;

/** Where the running kernel's image is, and the symbols that it carries for its own messages. */
public final class RunningSymbols {
  /** The header's part of the image, before {@code _stext}. */
  private static final long HEAD = 0x10000;

  private static final long MOST_IMAGE = 192L << 20;

  /** How much of an image without a header is looked at. */
  private static final long USUAL_IMAGE = 64L << 20;

  private RunningSymbols() {}

  /** The virtual address of {@code _text}, where the kernel's vmcoreinfo or its header tells. */
  public static OptionalLong text(PhysicalMemory memory, RunningKernel kernel) {
    OptionalLong start = kernel.vmcoreinfo().map(Vmcoreinfo::textStart).orElse(kernel.text());
    if (start.isEmpty() || kernel.text().isPresent()) {
      return kernel.text();
    }
    long head = start.getAsLong() - HEAD;
    boolean headed = header(memory, head - kernel.kimageVoffset()).isPresent();
    // Before 6.x _stext is behind the header's 64 KiB, in later kernels too; a smaller head is
    // older.
    return headed || memory.contains(head - kernel.kimageVoffset(), HEAD)
        ? OptionalLong.of(head)
        : OptionalLong.empty();
  }

  /** The symbols of the kallsyms tables in the image, if they are in the memory. */
  public static Optional<PlacedSymbols> of(PhysicalMemory memory, RunningKernel kernel) {
    OptionalLong text = text(memory, kernel);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    long pa = text.getAsLong() - kernel.kimageVoffset();
    long size = header(memory, pa).map(ImageHeader::imageSize).orElse(USUAL_IMAGE);
    if (size > MOST_IMAGE || !memory.contains(pa, 1)) {
      return Optional.empty();
    }
    try {
      Bytes image = MemoryText.bytes(memory, pa, (int) size).order(memory.order());
      Optional<Kallsyms> tables = Kallsyms.find(image);
      return tables.map(
          found -> {
            OptionalLong base = found.text();
            boolean relocated = base.isPresent() && base.getAsLong() < 0;
            return new PlacedSymbols(
                ImageSymbols.of(found), relocated ? base.getAsLong() : text.getAsLong());
          });
    } catch (FormatException e) {
      // Tables that are not whole name nothing.
      return Optional.empty();
    }
  }

  private static Optional<ImageHeader> header(PhysicalMemory memory, long pa) {
    if (!memory.contains(pa, ImageHeader.SIZE)) {
      return Optional.empty();
    }
    Bytes head = MemoryText.bytes(memory, pa, ImageHeader.SIZE);
    return ImageHeader.isImage(head) ? Optional.of(ImageHeader.read(head)) : Optional.empty();
  }
}
