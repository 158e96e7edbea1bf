// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.fdt;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes a device tree blob (Devicetree Specification 0.4, chapter 5, version 17), node by node in
 * the order of the calls.
 */
public final class DeviceTreeWriter {
  private static final int MAGIC = 0xd00d_feed;
  private static final int VERSION = 17;
  private static final int LAST_COMPATIBLE = 16;
  private static final int HEADER_BYTES = 40;
  private static final int RESERVATION_BYTES = 16;
  private static final int BEGIN_NODE = 1;
  private static final int END_NODE = 2;
  private static final int PROPERTY = 3;
  private static final int END = 9;

  private final ByteArrayOutputStream structure = new ByteArrayOutputStream();
  private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
  private final Map<String, Integer> names = new LinkedHashMap<>();

  /** A blob whose root node is open. */
  public DeviceTreeWriter() {
    begin("");
  }

  /** Opens a node in the one that is open. */
  @CanIgnoreReturnValue
  public DeviceTreeWriter begin(String name) {
    return number(BEGIN_NODE).padded(zeroTerminated(name));
  }

  /** Closes the node that was opened last. */
  @CanIgnoreReturnValue
  public DeviceTreeWriter end() {
    return number(END_NODE);
  }

  /** A property without a value. */
  @CanIgnoreReturnValue
  public DeviceTreeWriter flag(String name) {
    return property(name, new byte[0]);
  }

  /** A property of one or more strings. */
  @CanIgnoreReturnValue
  public DeviceTreeWriter text(String name, String... values) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String value : values) {
      bytes.writeBytes(zeroTerminated(value));
    }
    return property(name, bytes.toByteArray());
  }

  /** A property of 32-bit cells. */
  @CanIgnoreReturnValue
  public DeviceTreeWriter cells(String name, int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * values.length);
    bytes.asIntBuffer().put(values);
    return property(name, bytes.array());
  }

  /** A property of pairs of cells, 64 bits each. */
  @CanIgnoreReturnValue
  public DeviceTreeWriter longs(String name, long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * values.length);
    bytes.asLongBuffer().put(values);
    return property(name, bytes.array());
  }

  /**
   * Closes the root node and gives the blob, with room at its end up to {@code totalSize}.
   *
   * @param totalSize in bytes; 0 for no room
   * @throws IllegalArgumentException where the tree takes more
   */
  public byte[] build(int totalSize) {
    end().number(END);
    int structureAt = HEADER_BYTES + RESERVATION_BYTES;
    int stringsAt = structureAt + structure.size();
    int needed = stringsAt + strings.size();
    if (totalSize != 0 && totalSize < needed) {
      throw new IllegalArgumentException(
          "the device tree takes " + needed + " bytes, and has room for " + totalSize);
    }
    ByteBuffer blob = ByteBuffer.allocate(Math.max(needed, totalSize));
    blob.putInt(MAGIC).putInt(blob.capacity()).putInt(structureAt).putInt(stringsAt);
    blob.putInt(HEADER_BYTES).putInt(VERSION).putInt(LAST_COMPATIBLE).putInt(0);
    blob.putInt(strings.size()).putInt(structure.size());
    blob.putLong(0).putLong(0);
    blob.put(structure.toByteArray()).put(strings.toByteArray());
    return blob.array();
  }

  private DeviceTreeWriter property(String name, byte[] value) {
    Integer known = names.get(name);
    if (known == null) {
      known = strings.size();
      names.put(name, known);
      strings.writeBytes(zeroTerminated(name));
    }
    return number(PROPERTY).number(value.length).number(known).padded(value);
  }

  private static byte[] zeroTerminated(String text) {
    return (text + "\0").getBytes(StandardCharsets.UTF_8);
  }

  @CanIgnoreReturnValue
  private DeviceTreeWriter number(int value) {
    structure.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    return this;
  }

  private DeviceTreeWriter padded(byte[] bytes) {
    structure.writeBytes(Arrays.copyOf(bytes, bytes.length + 3 & -4));
    return this;
  }
}
