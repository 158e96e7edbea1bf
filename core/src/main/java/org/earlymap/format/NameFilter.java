// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format;

import java.nio.charset.StandardCharsets;
import java.util.Collection;

/**
 * Which names of a large symbol table are wanted, decided on the name's first eight bytes. A table
 * has hundreds of thousands of names and a boot needs some dozens of them; the rest must cost
 * neither an object nor a second look.
 */
public final class NameFilter {
  private static final int SLOTS = 1024;

  private final long[] keys = new long[SLOTS];
  private final boolean[] used = new boolean[SLOTS];
  private final long stem;
  private final boolean all;

  /**
   * Wants every name that starts as one of {@code names} does, in its first eight bytes, and every
   * name that starts with {@code stem}.
   *
   * @param stem four bytes
   * @throws IllegalArgumentException for more than 512 names
   */
  public NameFilter(Collection<String> names, String stem) {
    this.stem = keyOf(stem.getBytes(StandardCharsets.ISO_8859_1)) >>> 32;
    this.all = false;
    if (names.size() > SLOTS / 2) {
      throw new IllegalArgumentException("too many names: " + names.size());
    }
    for (String name : names) {
      add(keyOf(name.getBytes(StandardCharsets.ISO_8859_1)));
    }
  }

  private NameFilter() {
    this.stem = 0;
    this.all = true;
  }

  /** Wants every name; each then costs a string. */
  public static NameFilter all() {
    return new NameFilter();
  }

  /** Whether a name with this key may be wanted. */
  public boolean mayWant(long key) {
    return all || key >>> 32 == stem || contains(key);
  }

  private boolean contains(long key) {
    int slot = slotOf(key);
    while (used[slot]) {
      if (keys[slot] == key) {
        return true;
      }
      slot = (slot + 1) % SLOTS;
    }
    return false;
  }

  /** The key of a name: its first eight bytes, first byte highest, zero behind its end. */
  public static long keyOf(byte[] name) {
    long key = 0;
    for (int i = 0; i < 8; i++) {
      key = key << 8 | (i < name.length ? name[i] & 0xff : 0);
    }
    return key;
  }

  /**
   * The key of eight bytes of a string table, read big endian: what follows the NUL belongs to the
   * next name.
   */
  public static long keyOf(long bigEndian) {
    int length = Long.numberOfLeadingZeros(zeroBytes(bigEndian)) & ~7;
    return length == 0 ? 0 : bigEndian & -1L << (64 - length);
  }

  /** Bit 7 of every byte that is zero, and of no other. */
  private static long zeroBytes(long word) {
    long low = (word & 0x7f7f7f7f7f7f7f7fL) + 0x7f7f7f7f7f7f7f7fL;
    return ~(low | word | 0x7f7f7f7f7f7f7f7fL);
  }

  private void add(long key) {
    if (contains(key)) {
      return;
    }
    int slot = slotOf(key);
    while (used[slot]) {
      slot = (slot + 1) % SLOTS;
    }
    keys[slot] = key;
    used[slot] = true;
  }

  private static int slotOf(long key) {
    return (int) ((key * 0x9e3779b97f4a7c15L) >>> 54);
  }
}
