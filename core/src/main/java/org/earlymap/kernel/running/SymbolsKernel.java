// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel.running;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Hex;
import org.earlymap.Range;
import org.earlymap.arch.Granule;
import org.earlymap.arch.VaHalf;
import org.earlymap.format.Bytes;
import org.earlymap.format.FormatException;
import org.earlymap.format.image.ImageHeader;
import org.earlymap.format.symbols.Kallsyms;
import org.earlymap.kernel.parts.Evidence;
import org.earlymap.kernel.parts.ImageSymbols;
import org.earlymap.memory.PhysicalMemory;

/**
 * A kernel by the kallsyms tables in its memory, where it has left no vmcoreinfo: the symbols, or
 * kallsyms' base as the kernel has relocated it, tell the image's virtual address, and a root is
 * looked for that maps it.
 */
final class SymbolsKernel {
  private static final byte[] BANNER = "Linux version ".getBytes(StandardCharsets.US_ASCII);

  /** How far the tables are from the banner, and a root from both. */
  private static final long NEAR = 64L << 20;

  private static final int MOST_BANNERS = 32;

  /** An image in memory is not copied or searched beyond this. */
  private static final long MOST_IMAGE = 192L << 20;

  private SymbolsKernel() {}

  static Optional<RunningKernel> find(PhysicalMemory memory, List<Long> headers) {
    for (long pa : headers) {
      Optional<RunningKernel> found = behindHeader(memory, pa);
      if (found.isPresent()) {
        return found;
      }
    }
    return aroundBanner(memory);
  }

  private static Optional<RunningKernel> behindHeader(PhysicalMemory memory, long pa) {
    try {
      ImageHeader header = ImageHeader.read(MemoryText.bytes(memory, pa, ImageHeader.SIZE));
      if (header.imageSize() > MOST_IMAGE) {
        return Optional.empty();
      }
      Bytes image = MemoryText.bytes(memory, pa, (int) header.imageSize()).order(header.order());
      Optional<Granule> granule =
          switch ((int) (header.flags() >>> 1) & 3) {
            case 1 -> Optional.of(Granule.SIZE_4K);
            case 2 -> Optional.of(Granule.SIZE_16K);
            case 3 -> Optional.of(Granule.SIZE_64K);
            default -> Optional.empty();
          };
      List<Evidence> evidence = new ArrayList<>();
      evidence.add(new Evidence("_text", Hex.of(pa), "an Image's header in memory"));
      Range range = new Range(pa, pa + header.imageSize());
      Optional<Kallsyms> tables = Kallsyms.find(image);
      OptionalLong textVa =
          tables.isPresent()
              ? textVa(memory, pa, tables.get(), ImageSymbols.of(tables.get()))
              : OptionalLong.empty();
      if (textVa.isEmpty()) {
        return kernel(
            memory,
            range,
            Roots.searchMapping(memory, range.start(), range.end(), granule),
            true,
            evidence);
      }
      evidence.add(
          new Evidence(
              "_text, virtual", Hex.of(textVa.getAsLong()), "the kallsyms tables behind it"));
      return kernel(
          memory,
          range,
          Roots.search(memory, range.start(), range.end(), textVa.getAsLong(), granule),
          true,
          evidence);
    } catch (FormatException e) {
      // What looks like a kernel and is none is not the kernel that runs.
      return Optional.empty();
    }
  }

  /** As the variable {@code kimage_voffset} has it, else as kallsyms' base was relocated. */
  private static OptionalLong textVa(
      PhysicalMemory memory, long pa, Kallsyms tables, ImageSymbols symbols) {
    OptionalLong variable = symbols.distance("kimage_voffset");
    if (variable.isPresent() && memory.contains(pa + variable.getAsLong(), Long.BYTES)) {
      long voffset = memory.readLong(pa + variable.getAsLong());
      if (voffset != 0) {
        return OptionalLong.of(pa + voffset);
      }
    }
    return tables.text();
  }

  /** Where the page of the header is gone, as kernels from 5.11 to 6.x give it to the allocator. */
  private static Optional<RunningKernel> aroundBanner(PhysicalMemory memory) {
    List<Long> seen = new ArrayList<>();
    for (long banner : banners(memory)) {
      long start = banner;
      while (memory.contains(start - 4096, 1) && banner - start < NEAR) {
        start -= 4096;
      }
      long end = banner;
      while (memory.contains(end + 4096, 1) && end - banner < NEAR) {
        end += 4096;
      }
      Bytes around = MemoryText.bytes(memory, start, (int) (end - start)).order(memory.order());
      try {
        Optional<Kallsyms> tables = Kallsyms.find(around);
        OptionalLong textVa = tables.isPresent() ? tables.get().text() : OptionalLong.empty();
        if (textVa.isEmpty() || seen.contains(textVa.getAsLong())) {
          continue;
        }
        seen.add(textVa.getAsLong());
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence("linux_banner", Hex.of(banner), "a text in memory"));
        evidence.add(
            new Evidence(
                "lowest symbol, virtual",
                Hex.of(textVa.getAsLong()),
                "kallsyms_relative_base near it"));
        Optional<RunningKernel> found =
            kernel(
                memory,
                new Range(start, end),
                Roots.search(memory, start, end, textVa.getAsLong(), Optional.empty()),
                false,
                evidence);
        if (found.isPresent()) {
          return found;
        }
      } catch (FormatException e) {
        // A piece of a kernel, such as a file in the page cache.
      }
    }
    return Optional.empty();
  }

  private static List<Long> banners(PhysicalMemory memory) {
    List<Long> banners = new ArrayList<>();
    int piece = 1 << 20;
    for (Range range : memory.ranges()) {
      for (long pa = range.start(); pa < range.end(); pa += piece) {
        int size = (int) Math.min(range.end() - pa, piece + BANNER.length);
        Bytes bytes = MemoryText.bytes(memory, pa, size);
        long at = bytes.find(BANNER, 0, Math.min(piece, size));
        while (at >= 0 && banners.size() < MOST_BANNERS) {
          boolean release =
              bytes.holds(at + BANNER.length, 1) && Character.isDigit(bytes.u8(at + BANNER.length));
          if (release) {
            banners.add(pa + at & -4096);
          }
          at = bytes.find(BANNER, at + 1, Math.min(piece, size));
        }
      }
    }
    return banners;
  }

  private static Optional<RunningKernel> kernel(
      PhysicalMemory memory,
      Range image,
      Optional<Roots.Found> root,
      boolean headed,
      List<Evidence> evidence) {
    if (root.isEmpty()) {
      return Optional.empty();
    }
    long rootPa = root.get().registers().rootAddress(VaHalf.UPPER);
    evidence.add(new Evidence("root", Hex.of(rootPa), "the page that maps the kernel and itself"));
    return Optional.of(
        new RunningKernel(
            root.get().registers(),
            root.get().textVa() - root.get().textPa(),
            OptionalLong.empty(),
            headed ? OptionalLong.of(root.get().textVa()) : OptionalLong.empty(),
            release(memory, image),
            Optional.empty(),
            true,
            evidence));
  }

  private static Optional<String> release(PhysicalMemory memory, Range image) {
    Bytes bytes = MemoryText.bytes(memory, image.start(), (int) image.size());
    long at = bytes.find(BANNER, 0, bytes.size());
    while (at >= 0) {
      String text =
          new String(
              bytes.copy(at, (int) Math.min(96, bytes.size() - at)), StandardCharsets.ISO_8859_1);
      String release = text.substring(BANNER.length).split("[ \0\n]", 2)[0];
      if (!release.isEmpty() && Character.isDigit(release.charAt(0))) {
        return Optional.of(release);
      }
      at = bytes.find(BANNER, at + 1, bytes.size());
    }
    return Optional.empty();
  }
}
