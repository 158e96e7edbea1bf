// SPDX-License-Identifier: Apache-2.0
package org.earlymap.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Longs that grow by a stride, written and recognised. In an array they are reached through a view
 * of it: the loop is then as quick as the memory, which {@link ByteBuffer#putLong} is not.
 */
final class DescriptorRun {
  private static final VarHandle LITTLE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle BIG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private DescriptorRun() {}

  /** Writes {@code count} longs from byte {@code at} on: {@code first}, then each a stride more. */
  static void put(ByteBuffer target, int at, int count, long first, long stride) {
    int end = Math.addExact(at, Math.multiplyExact(count, Long.BYTES));
    checkFits(target, end);
    if (!target.hasArray()) {
      long value = first;
      for (int i = at; i < end; i += Long.BYTES) {
        target.putLong(i, value);
        value += stride;
      }
      return;
    }
    int offset = target.arrayOffset();
    if (target.order() == ByteOrder.LITTLE_ENDIAN) {
      putLittle(target.array(), offset + at, offset + end, first, stride);
    } else {
      putBig(target.array(), offset + at, offset + end, first, stride);
    }
  }

  private static void putLittle(byte[] target, int start, int end, long first, long stride) {
    long value = first;
    for (int at = start; at < end; at += Long.BYTES) {
      LITTLE.set(target, at, value);
      value += stride;
    }
  }

  private static void putBig(byte[] target, int start, int end, long first, long stride) {
    long value = first;
    for (int at = start; at < end; at += Long.BYTES) {
      BIG.set(target, at, value);
      value += stride;
    }
  }

  /** Whether {@code count} longs from byte {@code at} on are what {@link #put} writes. */
  static boolean matches(ByteBuffer source, int at, int count, long first, long stride) {
    int end = Math.addExact(at, Math.multiplyExact(count, Long.BYTES));
    checkFits(source, end);
    if (!source.hasArray()) {
      long expected = first;
      for (int i = at; i < end; i += Long.BYTES) {
        if (source.getLong(i) != expected) {
          return false;
        }
        expected += stride;
      }
      return true;
    }
    int offset = source.arrayOffset();
    return source.order() == ByteOrder.LITTLE_ENDIAN
        ? matchesLittle(source.array(), offset + at, offset + end, first, stride)
        : matchesBig(source.array(), offset + at, offset + end, first, stride);
  }

  private static boolean matchesLittle(byte[] source, int start, int end, long first, long stride) {
    long expected = first;
    for (int at = start; at < end; at += Long.BYTES) {
      if ((long) LITTLE.get(source, at) != expected) {
        return false;
      }
      expected += stride;
    }
    return true;
  }

  private static boolean matchesBig(byte[] source, int start, int end, long first, long stride) {
    long expected = first;
    for (int at = start; at < end; at += Long.BYTES) {
      if ((long) BIG.get(source, at) != expected) {
        return false;
      }
      expected += stride;
    }
    return true;
  }

  private static void checkFits(ByteBuffer buffer, int end) {
    if (end > buffer.capacity()) {
      throw new IndexOutOfBoundsException("longs up to " + end + " of " + buffer.capacity());
    }
  }
}
