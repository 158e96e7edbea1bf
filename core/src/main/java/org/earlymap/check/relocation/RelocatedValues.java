// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation;

import java.util.Optional;
import org.earlymap.format.Bytes;
import org.earlymap.kernel.parts.KernelContents;
import org.earlymap.relocate.RelocationTable;

/** What the kernel's relocations store, as linked: addends, or what lies at the places of RELR. */
public final class RelocatedValues {
  private final KernelContents contents;
  private Optional<KernelContents.Piece> piece = Optional.empty();

  private RelocatedValues(KernelContents contents) {
    this.contents = contents;
  }

  /** Receives them. */
  @FunctionalInterface
  public interface Visitor {
    /** The kernel stores {@code value}, moved, at {@code place}; both are link addresses. */
    void value(long place, long value);
  }

  /** Visits those of {@code table}, without places that the file has no bytes for. */
  public static void visit(KernelContents contents, RelocationTable table, Visitor visitor) {
    table.visitRela(
        (place, type, addend) -> {
          if (type == RelocationTable.R_AARCH64_RELATIVE) {
            visitor.value(place, addend);
          }
        });
    RelocatedValues values = new RelocatedValues(contents);
    table.visitRelr(
        place -> {
          if (values.holds(place)) {
            visitor.value(place, values.at(place));
          }
        });
  }

  /** Finds the piece of the file that holds {@code place}, most often that of the one before. */
  private boolean holds(long place) {
    if (piece.isPresent() && holds(piece.get(), place)) {
      return true;
    }
    for (KernelContents.Piece candidate : contents.pieces()) {
      if (holds(candidate, place)) {
        piece = Optional.of(candidate);
        return true;
      }
    }
    return false;
  }

  private static boolean holds(KernelContents.Piece piece, long place) {
    Bytes bytes = piece.bytes();
    return bytes.holds(place - piece.address(), 8);
  }

  private long at(long place) {
    KernelContents.Piece found = piece.orElseThrow();
    return found.bytes().u64(place - found.address());
  }

  /** The word that the file holds for {@code place}, 0 if none. */
  public static long word(KernelContents contents, long place) {
    RelocatedValues values = new RelocatedValues(contents);
    return values.holds(place) ? values.at(place) : 0;
  }
}
