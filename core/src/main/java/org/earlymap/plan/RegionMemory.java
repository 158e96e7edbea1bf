// SPDX-License-Identifier: Apache-2.0
package org.earlymap.plan;

import java.util.Arrays;
import java.util.Optional;
import org.earlymap.arch.Mair;
import org.earlymap.arch.MemoryType;

/** The kinds of memory that a plan maps; each has its own index in MAIR. */
public enum RegionMemory {
  DEVICE_NGNRNE(0, "device-nGnRnE", 0x00),
  DEVICE_NGNRE(1, "device-nGnRE", 0x04),
  DEVICE_NGRE(2, "device-nGRE", 0x08),
  DEVICE_GRE(3, "device-GRE", 0x0c),
  NON_CACHEABLE(4, "non-cacheable", 0x44),
  WRITE_THROUGH(5, "write-through", 0xbb),
  NORMAL(6, "normal", 0xff),
  TAGGED(7, "tagged", 0xf0);

  /** MAIR with all of them, the same for every plan. */
  public static final Mair MAIR = mair();

  private final String label;
  private final int attribute;
  private final int index;

  RegionMemory(int index, String label, int attribute) {
    this.index = index;
    this.label = label;
    this.attribute = attribute;
  }

  /** The kind of a name such as {@code device-nGnRE}; {@code device} is that one. */
  public static Optional<RegionMemory> named(String name) {
    if (name.equals("device")) {
      return Optional.of(DEVICE_NGNRE);
    }
    return Arrays.stream(values()).filter(kind -> kind.label.equals(name)).findFirst();
  }

  /** The name in a plan. */
  public String label() {
    return label;
  }

  /** The memory type. */
  public MemoryType type() {
    return new MemoryType(attribute);
  }

  /** Its index in MAIR. */
  int index() {
    return index;
  }

  /** Whether caches may hold it, so that it is shared with other observers by their protocol. */
  boolean isCached() {
    return this == WRITE_THROUGH || this == NORMAL || this == TAGGED;
  }

  private static Mair mair() {
    long value = 0;
    for (RegionMemory kind : values()) {
      value |= (long) kind.attribute << (8 * kind.index);
    }
    return new Mair(value);
  }
}
