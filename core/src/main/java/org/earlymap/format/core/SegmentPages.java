// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.core;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.earlymap.Range;
import org.earlymap.RangeSet;
import org.earlymap.format.elf.ElfCore;
import org.earlymap.memory.PageSource;

/** The memory that segments of an ELF core hold, read through {@link CoreBytes}. */
final class SegmentPages implements PageSource {
  private static final long PAGE = 4096;

  /** What a part of memory is a copy of: {@code offset} is that of its first byte. */
  private record Piece(Range range, long offset) {}

  private final CoreBytes file;
  private final TreeMap<Long, Piece> pieces = new TreeMap<>();
  private final List<Range> ranges = new ArrayList<>();

  /** Of segments that overlap the first counts; only whole pages are memory. */
  SegmentPages(CoreBytes file, List<ElfCore.Segment> segments) {
    this.file = file;
    RangeSet covered = new RangeSet();
    for (ElfCore.Segment segment : segments) {
      long start = (segment.pa() + PAGE - 1) & -PAGE;
      long end = (segment.pa() + segment.size()) & -PAGE;
      if (start < 0 || start >= end) {
        continue;
      }
      RangeSet free = new RangeSet();
      free.add(new Range(start, end));
      covered.ranges().forEach(free::remove);
      for (Range range : free.ranges()) {
        pieces.put(
            range.start(), new Piece(range, segment.offset() + (range.start() - segment.pa())));
      }
      covered.add(new Range(start, end));
    }
    pieces.values().forEach(piece -> ranges.add(piece.range()));
  }

  @Override
  public List<Range> ranges() {
    return ranges;
  }

  @Override
  public void read(long pa, ByteBuffer target) {
    long end = pa + target.remaining();
    Map.Entry<Long, Piece> first = pieces.floorEntry(pa);
    long from = first == null ? pa : first.getKey();
    for (Piece piece : pieces.subMap(from, true, end, false).values()) {
      long start = Math.max(pa, piece.range().start());
      long until = Math.min(end, piece.range().end());
      if (start < until) {
        byte[] bytes = new byte[(int) (until - start)];
        file.read(piece.offset() + (start - piece.range().start()), bytes, 0, bytes.length);
        target.put(target.position() + (int) (start - pa), bytes);
      }
    }
  }
}
