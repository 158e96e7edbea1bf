// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.fdt;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earlymap.Range;
import org.earlymap.format.Bytes;
import org.earlymap.format.FormatException;
import org.jspecify.annotations.Nullable;

/**
 * A device tree blob (Devicetree Specification 0.4, chapter 5). The whole blob is checked when it
 * is read: at most 2 MiB, at most 64 levels, every block, name and value inside it.
 */
public final class FlattenedDeviceTree {
  /** As deep as Linux unflattens. */
  static final int DEEPEST = 64;

  private static final int LONGEST_NAME = 1 << 10;
  private static final int BEGIN_NODE = 1;
  private static final int END_NODE = 2;
  private static final int PROPERTY = 3;
  private static final int NOP = 4;
  private static final int END = 9;

  private final Bytes bytes;
  private final FdtHeader header;
  private final FdtNode root;
  private final List<Range> reservations;

  private FlattenedDeviceTree(Bytes bytes) {
    this.header = FdtHeader.read(bytes);
    this.bytes = bytes;
    this.reservations = readReservations();
    this.root = readTree();
  }

  /**
   * Reads a blob out of a file, which may go on behind it.
   *
   * @throws FormatException where it is not a sound blob
   */
  public static FlattenedDeviceTree read(Path file) throws IOException {
    return read(Bytes.map(file));
  }

  /**
   * Reads a blob.
   *
   * @throws FormatException where it is not a sound blob
   */
  public static FlattenedDeviceTree read(Bytes bytes) {
    return new FlattenedDeviceTree(bytes.order(ByteOrder.BIG_ENDIAN));
  }

  /** The header's total size in bytes, room at the end included; at most 2 MiB. */
  public int totalSize() {
    return header.totalSize();
  }

  /** The root node. */
  public FdtNode root() {
    return root;
  }

  /** The node of a path such as {@code /chosen}; unit addresses may be left out. */
  public Optional<FdtNode> node(String path) {
    Optional<FdtNode> node = Optional.of(root);
    int at = 1;
    while (node.isPresent() && at < path.length()) {
      int slash = path.indexOf('/', at);
      int end = slash < 0 ? path.length() : slash;
      node = node.get().child(path.substring(at, end));
      at = end + 1;
    }
    return node;
  }

  /** The memory reservation block: physical ranges that are nobody's to use. */
  public List<Range> reservations() {
    return reservations;
  }

  private List<Range> readReservations() {
    List<Range> ranges = new ArrayList<>();
    for (long at = header.reserveMap(); ; at += 16) {
      if (at + 16 > header.totalSize()) {
        throw bytes.fault(at, "found the blob's end, expected an end of the memory reservations");
      }
      long start = bytes.u64(at);
      long size = bytes.u64(at + 8);
      if (size == 0) {
        return List.copyOf(ranges);
      }
      ranges.add(new Range(start, start + size));
    }
  }

  private FdtNode readTree() {
    long at = header.structure();
    long end = at + header.structureSize();
    ArrayDeque<FdtNode> open = new ArrayDeque<>();
    FdtNode top = null;
    while (true) {
      if (at + 4 > end) {
        throw bytes.fault(at, "found the structure block's end, expected FDT_END (9)");
      }
      int token = (int) bytes.u32(at);
      long here = at;
      at += 4;
      switch (token) {
        case NOP -> {}
        case BEGIN_NODE -> {
          int length = nameLength(at, end);
          FdtNode node = new FdtNode(bytes.text(at, length, "a node's name"));
          at = aligned(at + length + 1);
          FdtNode parent = open.peek();
          if (parent != null) {
            parent.add(node);
          } else if (top == null) {
            top = node;
          } else {
            throw bytes.fault(here, "found a second root node, expected FDT_END (9)");
          }
          open.push(node);
          if (open.size() > DEEPEST) {
            throw bytes.fault(here, "found more than " + DEEPEST + " nodes in each other");
          }
        }
        case END_NODE -> {
          if (open.poll() == null) {
            throw bytes.fault(here, "found FDT_END_NODE (2) outside of a node");
          }
        }
        case PROPERTY -> at = readProperty(here, end, open.peek());
        case END -> {
          if (top == null || !open.isEmpty()) {
            throw bytes.fault(
                here,
                top == null
                    ? "found FDT_END (9), expected a root node"
                    : "found FDT_END (9) with " + open.size() + " nodes open");
          }
          return top;
        }
        default ->
            throw bytes.fault(
                here,
                "found token 0x"
                    + Integer.toHexString(token)
                    + ", expected one of 1 (node), 2 (end of node), 3 (property), 4, 9 (end)");
      }
    }
  }

  private long readProperty(long token, long end, @Nullable FdtNode node) {
    if (node == null) {
      throw bytes.fault(token, "found FDT_PROP (3) outside of a node");
    }
    if (token + 12 > end) {
      throw bytes.fault(token, "found the structure block's end inside a property");
    }
    long length = bytes.u32(token + 4);
    long nameOffset = bytes.u32(token + 8);
    long value = token + 12;
    if (length > end - value) {
      throw bytes.fault(
          token + 4,
          "found a property of "
              + length
              + " bytes, expected at most the structure block's "
              + (end - value));
    }
    if (nameOffset >= header.stringsSize()) {
      throw bytes.fault(
          token + 8,
          "found a name at 0x"
              + Long.toHexString(nameOffset)
              + " of the strings block, which has 0x"
              + Integer.toHexString(header.stringsSize())
              + " bytes");
    }
    long name = header.strings() + nameOffset;
    int room = nameLength(name, (long) header.strings() + header.stringsSize());
    node.add(
        new FdtProperty(
            bytes.text(name, room, "a property's name"), bytes.slice(value, length, "a property")));
    return aligned(value + length);
  }

  /** How long the name at {@code at} is, whose NUL must stand before {@code end}. */
  private int nameLength(long at, long end) {
    for (int length = 0; length <= LONGEST_NAME && at + length < end; length++) {
      if (bytes.u8(at + length) == 0) {
        return length;
      }
    }
    throw bytes.fault(at, "found a name without an end");
  }

  private long aligned(long at) {
    return at + 3 & -4;
  }
}
