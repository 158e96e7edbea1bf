// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.symbols;

import java.util.Optional;
import org.earlymap.format.Bytes;

/**
 * {@code kallsyms_offsets}: where the symbols are.
 *
 * <p>Until 6.3 they stand before the count with {@code kallsyms_relative_base} between them; from
 * 6.4 on behind the token index, followed by the base; from 7.0 on there is no base, each entry is
 * the distance from itself. The symbols are sorted by address, which tells a table from noise.
 */
final class KallsymsOffsets {
  /** How an entry gives an address. */
  private enum Encoding {
    /** Unsigned, from the lowest symbol. */
    RELATIVE("relative to the base"),
    /** Negative ones count from the base less one, others are absolute (ABSOLUTE_PERCPU). */
    ABSOLUTE_PERCPU("relative to the base, per-CPU symbols absolute"),
    /** Signed, from the entry itself. */
    PLACE_RELATIVE("relative to their own place");

    private final String description;

    Encoding(String description) {
      this.description = description;
    }
  }

  /** No kernel's image is larger in memory. */
  private static final long MOST_DISTANCE = 1L << 31;

  private final Bytes image;
  private final long start;
  private final int count;
  private final Encoding encoding;
  private final long baseAt;
  private final String layout;

  private KallsymsOffsets(
      Bytes image, long start, int count, Encoding encoding, long baseAt, String layout) {
    this.image = image;
    this.start = start;
    this.count = count;
    this.encoding = encoding;
    this.baseAt = baseAt;
    this.layout = layout;
  }

  static Optional<KallsymsOffsets> find(Bytes image, KallsymsNames names, long indexEnd) {
    int count = names.count();
    long after = (indexEnd + 7) & -8;
    long base = (after + 4L * count + 7) & -8;
    for (Encoding encoding : new Encoding[] {Encoding.RELATIVE, Encoding.ABSOLUTE_PERCPU}) {
      KallsymsOffsets offsets =
          new KallsymsOffsets(image, after, count, encoding, base, "6.4 to 6.19");
      if (image.holds(base, 8) && offsets.ascend()) {
        return Optional.of(offsets);
      }
    }
    KallsymsOffsets placed =
        new KallsymsOffsets(image, indexEnd, count, Encoding.PLACE_RELATIVE, -1, "7.0 on");
    if (image.holds(indexEnd, 4L * count) && placed.ascend()) {
      return Optional.of(placed);
    }
    long oldBase = names.countAt() - 8;
    long before = oldBase - ((4L * count + 7) & -8);
    for (Encoding encoding : new Encoding[] {Encoding.RELATIVE, Encoding.ABSOLUTE_PERCPU}) {
      KallsymsOffsets offsets =
          new KallsymsOffsets(image, before, count, encoding, oldBase, "up to 6.3");
      if (before >= 0 && offsets.ascend()) {
        return Optional.of(offsets);
      }
    }
    return Optional.empty();
  }

  /** Where the base is, or -1. */
  long baseAt() {
    return baseAt;
  }

  String description() {
    return "of " + layout + ", " + encoding.description;
  }

  /** Whether symbol {@code index} is no place in the image. */
  boolean isAbsolute(int index) {
    return encoding == Encoding.ABSOLUTE_PERCPU && (int) image.u32(start + 4L * index) >= 0;
  }

  /** The distance of symbol {@code index} from the lowest one, which is {@code _text}. */
  long distance(int index) {
    long at = start + 4L * index;
    int entry = (int) image.u32(at);
    return switch (encoding) {
      case RELATIVE -> entry & 0xffff_ffffL;
      case ABSOLUTE_PERCPU -> entry < 0 ? -1L - entry : entry;
      case PLACE_RELATIVE -> at + entry;
    };
  }

  /** The bytes between symbol {@code index} and the next one at another address, 0 for the last. */
  long sizeOf(int index) {
    long distance = distance(index);
    for (int next = index + 1; next < count; next++) {
      if (distance(next) != distance) {
        return distance(next) - distance;
      }
    }
    return 0;
  }

  private boolean ascend() {
    return switch (encoding) {
      case RELATIVE -> image.u32(start) == 0 && ascendFrom(0);
      case ABSOLUTE_PERCPU -> {
        int first = 0;
        while (first < count && (int) image.u32(start + 4L * first) >= 0) {
          first++;
        }
        yield first < count && (int) image.u32(start + 4L * first) == -1 && ascendFrom(first);
      }
      case PLACE_RELATIVE -> distance(0) == 0 && ascendFrom(0);
    };
  }

  private boolean ascendFrom(int first) {
    long last = 0;
    for (int i = first; i < count; i++) {
      long distance = distance(i);
      if (distance < last || distance > MOST_DISTANCE) {
        return false;
      }
      last = distance;
    }
    return true;
  }
}
