// SPDX-License-Identifier: Apache-2.0
package org.earlymap.config;

/** Which kernel address sanitizer a configuration selects, if any. */
public enum Kasan {
  NONE,
  /** Software, one shadow byte for 8 bytes of memory. */
  GENERIC,
  /** Software tags, one shadow byte for 16 bytes of memory. */
  SW_TAGS,
  /** Memory tagging by the CPU; there is no shadow memory. */
  HW_TAGS;

  /** Whether the address space holds a shadow. */
  public boolean hasShadow() {
    return this == GENERIC || this == SW_TAGS;
  }

  /**
   * KASAN_SHADOW_SCALE_SHIFT: log2 of the bytes that one shadow byte describes.
   *
   * @throws IllegalStateException without a shadow
   */
  public int shadowScaleShift() {
    return switch (this) {
      case GENERIC -> 3;
      case SW_TAGS -> 4;
      case NONE, HW_TAGS -> throw new IllegalStateException(this + " has no shadow");
    };
  }
}
