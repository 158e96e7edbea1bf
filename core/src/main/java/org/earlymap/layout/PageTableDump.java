// SPDX-License-Identifier: Apache-2.0
package org.earlymap.layout;

import java.util.List;
import java.util.function.Consumer;
import org.earlymap.Hex;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.RegimeKind;
import org.earlymap.arch.Stage2Attributes;
import org.earlymap.table.TableVisitor;
import org.earlymap.table.TableWalker;
import org.earlymap.table.TranslationContext;

/**
 * The text of {@code /sys/kernel/debug/kernel_page_tables}, line by line, as the {@code note_page}
 * of 6.12 writes it.
 *
 * <p>The kernel notes every entry. Here a run of entries is noted by its first and by those that
 * cross a mark, which comes to the same.
 */
public final class PageTableDump implements TableVisitor {
  private static final String UNITS = "KMGTPE";
  private static final String[] LEVELS = {"PGD", "P4D", "PUD", "PMD", "PTE"};
  private static final int NONE = -1;

  /** MemAttr of stage 2 has a bit more than AttrIndx; in stage 1 it is NS, which Linux leaves 0. */
  private static final long STAGE2_MEM_ATTR_3 = 1L << 5;

  /** What decides whether entries are alike. */
  private static final long MASK =
      Descriptor.TYPE_MASK
          | 7L << Descriptor.ATTR_INDEX_SHIFT
          | Descriptor.AP_EL0
          | Descriptor.AP_READ_ONLY
          | Descriptor.SH_MASK
          | Descriptor.AF
          | Descriptor.NG
          | Descriptor.GP
          | Descriptor.CONTIGUOUS
          | Descriptor.PXN
          | Descriptor.UXN
          | STAGE2_MEM_ATTR_3;

  private final TranslationContext context;
  private final List<AddressMarker> markers;
  private final Consumer<String> lines;
  private int marker;
  private int depth = NONE;
  private long prot;
  private long start;

  private PageTableDump(
      TranslationContext context, List<AddressMarker> markers, Consumer<String> lines) {
    this.context = context;
    this.markers = markers;
    this.lines = lines;
  }

  /**
   * Writes the text of all that {@code walker} reads.
   *
   * @param markers the marks between the lines, ascending; none leaves them out
   * @param lines takes each line, without its end
   */
  public static void write(
      TableWalker walker, List<AddressMarker> markers, Consumer<String> lines) {
    PageTableDump dump = new PageTableDump(walker.context(), markers, lines);
    if (!markers.isEmpty()
        && Long.compareUnsigned(markers.get(0).start(), walker.context().startVa()) < 0) {
      // Entries of a wider root that this CPU does not read: the kernel prints them as empty.
      dump.note(markers.get(0).start(), 0, 0);
    }
    walker.walkMerged(dump);
    long end = dump.context.startVa() + (1L << dump.context.regime().vaBits());
    dump.note(end, NONE, 0);
  }

  @Override
  public void leaves(
      long va, int level, long pa, long step, long count, long descriptor, int hierarchical) {
    boolean blockInRoot = level == context.regime().rootLevel() && level < 2;
    noteRun(va, level, blockInRoot ? 0 : level + 1, descriptor & MASK, count);
  }

  @Override
  public void invalid(long va, int level, long descriptor, long step, long count) {
    hole(va, level, level == 3 ? descriptor & MASK : 0, count);
  }

  @Override
  public void unvisited(long va, int level, long descriptor, long count) {
    hole(va, level, 0, count);
  }

  /** The root is always PGD: levels above it are folded into it. */
  private void hole(long va, int level, long noted, long count) {
    noteRun(va, level, level == context.regime().rootLevel() ? 0 : level + 1, noted, count);
  }

  private void noteRun(long va, int level, int noteDepth, long noted, long count) {
    long size = context.regime().granule().levelSize(level);
    long bytes = count * size;
    long offset = 0;
    while (offset < bytes) {
      note(va + offset, noteDepth, noted);
      if (marker + 1 >= markers.size()) {
        return;
      }
      long toNext = markers.get(marker + 1).start() - va;
      offset = Math.max(offset + size, (toNext + size - 1) & -size);
    }
  }

  private void note(long va, int noteDepth, long noted) {
    if (depth == NONE) {
      depth = noteDepth;
      prot = noted;
      start = va;
      if (!markers.isEmpty()) {
        lines.accept("---[ " + markers.get(0).name() + " ]---");
      }
    } else if (noted != prot || noteDepth != depth || crossesMark(va)) {
      lines.accept(line(va));
      passMark(va);
      start = va;
      prot = noted;
      depth = noteDepth;
    }
    passMark(va);
  }

  private boolean crossesMark(long va) {
    return marker + 1 < markers.size()
        && Long.compareUnsigned(va, markers.get(marker + 1).start()) >= 0;
  }

  private void passMark(long va) {
    if (crossesMark(va)) {
      marker++;
      lines.accept("---[ " + markers.get(marker).name() + " ]---");
    }
  }

  private String line(long end) {
    long delta = (end - start) >>> 10;
    int unit = 0;
    while ((delta & 1023) == 0 && unit + 1 < UNITS.length()) {
      delta >>>= 10;
      unit++;
    }
    StringBuilder text = new StringBuilder(96);
    hex(text, start).append('-');
    hex(text, end).append("   ");
    String size = Long.toString(delta);
    text.append(" ".repeat(Math.max(0, 9 - size.length())));
    text.append(size).append(UNITS.charAt(unit)).append(' ').append(LEVELS[depth]);
    if (prot != 0) {
      if (context.permissions().kind() == RegimeKind.EL1) {
        kernelFields(text);
      } else {
        otherFields(text);
      }
    }
    return text.toString();
  }

  private void kernelFields(StringBuilder text) {
    flag(text, Descriptor.VALID, " ", "F");
    flag(text, Descriptor.AP_EL0, "USR", "   ");
    flag(text, Descriptor.AP_READ_ONLY, "ro", "RW");
    flag(text, Descriptor.PXN, "NX", "x ");
    flag(text, Descriptor.SH_INNER, "SHD", "   ");
    flag(text, Descriptor.AF, "AF", "  ");
    flag(text, Descriptor.NG, "NG", "  ");
    flag(text, Descriptor.CONTIGUOUS, "CON", "   ");
    flag(text, 2, "   ", "BLK");
    flag(text, Descriptor.UXN, "UXN", "   ");
    flag(text, Descriptor.GP, "GP", "  ");
    memoryType(text);
  }

  /** What is not a kernel's own: the fields that EL2, EL3 and stage 2 have. */
  private void otherFields(StringBuilder text) {
    RegimeKind kind = context.permissions().kind();
    flag(text, Descriptor.VALID, " ", "F");
    if (kind.isStage2()) {
      flag(text, Stage2Attributes.READ, "R", " ");
      flag(text, Stage2Attributes.WRITE, "W", " ");
      String[] executes = {"x ", "x0", "NX", "x1"};
      text.append(' ').append(executes[(int) (prot >>> Stage2Attributes.XN_SHIFT) & 3]);
    } else {
      flag(text, Descriptor.AP_READ_ONLY, "ro", "RW");
      flag(text, Descriptor.UXN, "NX", "x ");
      flag(text, Descriptor.GP, "GP", "  ");
    }
    flag(text, Descriptor.SH_INNER, "SHD", "   ");
    flag(text, Descriptor.AF, "AF", "  ");
    flag(text, Descriptor.CONTIGUOUS, "CON", "   ");
    flag(text, 2, "   ", "BLK");
    text.append(' ').append(context.memoryType(prot).describe());
  }

  private void flag(StringBuilder text, long mask, String set, String clear) {
    text.append(' ').append((prot & mask) == mask ? set : clear);
  }

  private void memoryType(StringBuilder text) {
    // A kernel's first type is normal memory, whatever else its release has.
    if (!context.mair().type(0).isNormal()) {
      text.append(' ').append(context.memoryType(prot).describe());
      return;
    }
    switch (Descriptor.attrIndex(prot)) {
      case 0 -> text.append(" MEM/NORMAL");
      case 1 -> text.append(" MEM/NORMAL-TAGGED");
      case 2 -> text.append(" MEM/NORMAL-NC");
      case 3 -> text.append(" DEVICE/nGnRnE");
      case 4 -> text.append(" DEVICE/nGnRE");
      default -> {}
    }
  }

  private static StringBuilder hex(StringBuilder text, long address) {
    return text.append(Hex.of(address));
  }
}
