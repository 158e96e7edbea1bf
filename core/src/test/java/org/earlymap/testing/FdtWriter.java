// SPDX-License-Identifier: Apache-2.0
package org.earlymap.testing;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes device tree blobs, sound ones and others. */
public final class FdtWriter {
  private final ByteArrayOutputStream structure = new ByteArrayOutputStream();
  private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
  private final Map<String, Integer> offsets = new LinkedHashMap<>();
  private final List<long[]> reservations = new ArrayList<>();
  private int room;

  /** A blob with two cells for addresses and for sizes, its root node open. */
  public static FdtWriter withRoot() {
    return new FdtWriter().begin("").cells("#address-cells", 2).cells("#size-cells", 2);
  }

  @CanIgnoreReturnValue
  public FdtWriter begin(String name) {
    token(1);
    return padded((name + "\0").getBytes(StandardCharsets.UTF_8));
  }

  @CanIgnoreReturnValue
  public FdtWriter end() {
    return token(2);
  }

  @CanIgnoreReturnValue
  public FdtWriter nop() {
    return token(4);
  }

  @CanIgnoreReturnValue
  public FdtWriter property(String name, byte[] value) {
    int offset = offsets.computeIfAbsent(name, this::string);
    token(3);
    token(value.length);
    token(offset);
    return padded(value);
  }

  @CanIgnoreReturnValue
  public FdtWriter text(String name, String value) {
    return property(name, (value + "\0").getBytes(StandardCharsets.UTF_8));
  }

  @CanIgnoreReturnValue
  public FdtWriter cells(String name, int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
    for (int value : values) {
      bytes.putInt(value);
    }
    return property(name, bytes.array());
  }

  @CanIgnoreReturnValue
  public FdtWriter longs(String name, long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length);
    for (long value : values) {
      bytes.putLong(value);
    }
    return property(name, bytes.array());
  }

  /** A memory node with pairs of addresses and sizes. */
  @CanIgnoreReturnValue
  public FdtWriter memory(long... pairs) {
    begin("memory@" + Long.toHexString(pairs[0]));
    text("device_type", "memory");
    return longs("reg", pairs).end();
  }

  /** An entry of the blob's own list of reservations. */
  @CanIgnoreReturnValue
  public FdtWriter reserve(long address, long size) {
    reservations.add(new long[] {address, size});
    return this;
  }

  /** Room at the end, which counts in the total size. */
  @CanIgnoreReturnValue
  public FdtWriter room(int bytes) {
    room = bytes;
    return this;
  }

  /** The blob, the root node closed. */
  public byte[] build() {
    end();
    return buildAsItIs();
  }

  /** The blob, with the nodes that are open left open. */
  public byte[] buildAsItIs() {
    token(9);
    int reserveMap = 40;
    int structureAt = reserveMap + 16 * (reservations.size() + 1);
    int stringsAt = structureAt + structure.size();
    ByteBuffer blob = ByteBuffer.allocate(stringsAt + strings.size() + room);
    blob.putInt(0xd00dfeed).putInt(blob.capacity()).putInt(structureAt).putInt(stringsAt);
    blob.putInt(reserveMap).putInt(17).putInt(16).putInt(0);
    blob.putInt(strings.size()).putInt(structure.size());
    for (long[] reservation : reservations) {
      blob.putLong(reservation[0]).putLong(reservation[1]);
    }
    blob.putLong(0).putLong(0);
    blob.put(structure.toByteArray()).put(strings.toByteArray());
    return blob.array();
  }

  private int string(String name) {
    int offset = strings.size();
    strings.writeBytes((name + "\0").getBytes(StandardCharsets.UTF_8));
    return offset;
  }

  @CanIgnoreReturnValue
  private FdtWriter token(int value) {
    structure.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
    return this;
  }

  @CanIgnoreReturnValue
  private FdtWriter padded(byte[] bytes) {
    structure.writeBytes(Arrays.copyOf(bytes, bytes.length + 3 & -4));
    return this;
  }
}
