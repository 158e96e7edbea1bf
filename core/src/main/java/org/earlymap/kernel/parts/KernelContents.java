// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel.parts;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.earlymap.Range;
import org.earlymap.format.Bytes;

/** What a kernel's file holds at its link addresses, as pieces of the file. */
public final class KernelContents {
  /**
   * A piece.
   *
   * @param address the link address of its first byte
   * @param bytes its bytes, in the kernel's byte order
   */
  public record Piece(long address, Bytes bytes) {}

  private final ImmutableList<Piece> pieces;

  private KernelContents(ImmutableList<Piece> pieces) {
    this.pieces = pieces;
  }

  /** These pieces. */
  public static KernelContents of(List<Piece> pieces) {
    return new KernelContents(ImmutableList.copyOf(pieces));
  }

  /** No contents at all. */
  public static KernelContents none() {
    return new KernelContents(ImmutableList.of());
  }

  /** The pieces in the file's order. */
  public List<Piece> pieces() {
    return pieces;
  }

  /**
   * From {@code address} to the end of the piece that holds it; empty where the file has no bytes
   * for the address.
   */
  public Optional<Bytes> from(long address) {
    for (Piece piece : pieces) {
      long offset = address - piece.address();
      if (Long.compareUnsigned(offset, piece.bytes().size()) < 0) {
        return Optional.of(
            piece.bytes().slice(offset, piece.bytes().size() - offset, "the kernel's contents"));
      }
    }
    return Optional.empty();
  }

  /**
   * Copies what the file holds at {@code [address, address + target.length)}; where it holds
   * nothing, {@code target} stays as it is.
   */
  public void copyTo(long address, byte[] target) {
    for (Piece piece : pieces) {
      Range held = new Range(piece.address(), piece.address() + piece.bytes().size());
      held.intersection(new Range(address, address + target.length))
          .ifPresent(
              part ->
                  piece
                      .bytes()
                      .copyTo(
                          part.start() - piece.address(),
                          target,
                          (int) (part.start() - address),
                          (int) part.size()));
    }
  }

  /** The bytes at {@code [address, address + length)}; empty unless one piece holds them all. */
  public Optional<Bytes> at(long address, long length) {
    Optional<Bytes> rest = from(address);
    return rest.isPresent() && rest.get().holds(0, length)
        ? Optional.of(rest.get().slice(0, length, "the kernel's contents"))
        : Optional.empty();
  }
}
