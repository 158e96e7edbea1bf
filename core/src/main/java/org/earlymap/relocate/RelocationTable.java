// SPDX-License-Identifier: Apache-2.0
package org.earlymap.relocate;

import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Range;
import org.earlymap.format.Bytes;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.parts.KernelContents;
import org.earlymap.kernel.parts.KernelSection;

/**
 * The {@code .rela.dyn} and {@code .relr.dyn} of a kernel: between {@code rela_start} and {@code
 * rela_end}, {@code relr_start} and {@code relr_end}, or in the sections of those names.
 */
public final class RelocationTable {
  /** The relocation that the kernel applies: {@code *place = addend + offset}. */
  public static final int R_AARCH64_RELATIVE = 0x403;

  private static final int RELA_SIZE = 24;
  private static final int RELR_SIZE = 8;
  private static final int BITS_PER_MAP = 63;

  /** Receives the entries of {@code .rela.dyn}. */
  @FunctionalInterface
  public interface RelaVisitor {
    /**
     * One entry.
     *
     * @param place the link address that it changes
     * @param type R_AARCH64_*
     * @param addend what is stored there, before the offset is added
     */
    void rela(long place, int type, long addend);
  }

  /** Receives the places of {@code .relr.dyn}. */
  @FunctionalInterface
  public interface RelrVisitor {
    /** One place, a link address, to which the offset is added. */
    void relr(long place);
  }

  private final Range relaRange;
  private final Range relrRange;
  private final Bytes rela;
  private final Bytes relr;

  private RelocationTable(Range relaRange, Range relrRange, Bytes rela, Bytes relr) {
    this.relaRange = relaRange;
    this.relrRange = relrRange;
    this.rela = rela;
    this.relr = relr;
  }

  /**
   * The tables of {@code kernel}; both are empty in a kernel that is not relocatable.
   *
   * @throws RelocationException where the file leaves the tables' bytes out, or their size is wrong
   */
  public static RelocationTable of(KernelBuild kernel) {
    Range rela = range(kernel, "rela_start", "rela_end", ".rela.dyn");
    Range relr = range(kernel, "relr_start", "relr_end", ".relr.dyn");
    return new RelocationTable(
        rela,
        relr,
        contents(kernel, rela, RELA_SIZE, ".rela.dyn"),
        contents(kernel, relr, RELR_SIZE, ".relr.dyn"));
  }

  /** Where {@code .rela.dyn} is linked, empty if there is none. */
  public Range relaRange() {
    return relaRange;
  }

  /** Where {@code .relr.dyn} is linked, empty if there is none. */
  public Range relrRange() {
    return relrRange;
  }

  /** How many entries {@code .rela.dyn} has, of whatever type. */
  public long relaEntries() {
    return rela.size() / RELA_SIZE;
  }

  /** How many 64-bit words {@code .relr.dyn} has. */
  public long relrEntries() {
    return relr.size() / RELR_SIZE;
  }

  /** Visits the entries of {@code .rela.dyn} in their order. */
  public void visitRela(RelaVisitor visitor) {
    for (long at = 0; at < rela.size(); at += RELA_SIZE) {
      visitor.rela(rela.u64(at), (int) rela.u64(at + 8), rela.u64(at + 16));
    }
  }

  /**
   * Visits the places of {@code .relr.dyn} in their order.
   *
   * @throws org.earlymap.format.FormatException for a bitmap before any address
   */
  public void visitRelr(RelrVisitor visitor) {
    long place = 0;
    boolean started = false;
    for (long at = 0; at < relr.size(); at += RELR_SIZE) {
      long word = relr.u64(at);
      if ((word & 1) == 0) {
        visitor.relr(word);
        place = word + 8;
        started = true;
      } else {
        if (!started) {
          throw relr.fault(at, ".relr.dyn starts with a bitmap, expected an address before it");
        }
        for (long bits = word >>> 1, next = place; bits != 0; bits >>>= 1, next += 8) {
          if ((bits & 1) != 0) {
            visitor.relr(next);
          }
        }
        place += BITS_PER_MAP * 8;
      }
    }
  }

  /** The symbol that entry {@code index} of {@code .rela.dyn} names, 32 bits, 0 if none. */
  public long relaSymbol(long index) {
    return rela.u64(index * RELA_SIZE + 8) >>> 32;
  }

  /** Word {@code index} of {@code .relr.dyn}: an address, or a bitmap where bit 0 is set. */
  public long relrWord(long index) {
    return relr.u64(index * RELR_SIZE);
  }

  /** Visits every place that the kernel changes: those of RELA, then those of RELR. */
  public void visitPlaces(RelrVisitor visitor) {
    visitRela(
        (place, type, addend) -> {
          if (type == R_AARCH64_RELATIVE) {
            visitor.relr(place);
          }
        });
    visitRelr(visitor);
  }

  private static Range range(KernelBuild kernel, String start, String end, String section) {
    OptionalLong from = kernel.symbols().find(start);
    OptionalLong to = kernel.symbols().find(end);
    if (from.isPresent() && to.isPresent()) {
      if (Long.compareUnsigned(from.getAsLong(), to.getAsLong()) > 0) {
        throw new RelocationException(
            kernel.file()
                + ": "
                + start
                + " at 0x"
                + Long.toHexString(from.getAsLong())
                + " lies behind "
                + end
                + " at 0x"
                + Long.toHexString(to.getAsLong()));
      }
      return new Range(from.getAsLong(), to.getAsLong());
    }
    for (KernelSection candidate : kernel.sections()) {
      if (candidate.name().equals(section)) {
        return new Range(candidate.address(), candidate.end());
      }
    }
    return new Range(0, 0);
  }

  private static Bytes contents(KernelBuild kernel, Range range, int entry, String name) {
    long size = range.size();
    if (size == 0) {
      return Bytes.of(kernel.file(), new byte[0]);
    }
    if (size % entry != 0) {
      throw new RelocationException(
          kernel.file()
              + ": "
              + name
              + " has "
              + Long.toUnsignedString(size)
              + " bytes, expected entries of "
              + entry);
    }
    KernelContents contents = kernel.contents();
    Optional<Bytes> bytes = contents.at(range.start(), size);
    if (bytes.isEmpty()) {
      throw new RelocationException(
          kernel.file()
              + ": the file does not hold the "
              + Long.toUnsignedString(size)
              + " bytes of "
              + name
              + " at 0x"
              + Long.toHexString(range.start()));
    }
    return bytes.get();
  }
}
