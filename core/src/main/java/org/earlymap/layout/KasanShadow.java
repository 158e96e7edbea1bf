// SPDX-License-Identifier: Apache-2.0
package org.earlymap.layout;

import com.google.common.primitives.UnsignedLongs;
import org.earlymap.Hex;
import org.earlymap.arch.Granule;
import org.earlymap.config.KernelConfig;
import org.earlymap.config.KernelConfigException;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/**
 * The shadow of software KASAN: one byte for 8 ({@code KASAN_GENERIC}) or 16 ({@code
 * KASAN_SW_TAGS}) bytes of address space ({@code asm/kasan.h}). Addresses are virtual.
 *
 * @param scaleShift KASAN_SHADOW_SCALE_SHIFT, log2 of the bytes that one shadow byte describes
 * @param offset KASAN_SHADOW_OFFSET: an address shifted right by the scale plus this is its shadow
 * @param alignment what the start and the end are aligned to, in bytes (SHADOW_ALIGN, or the span
 *     of a root entry in kernels before 6.9)
 */
public record KasanShadow(int scaleShift, long offset, long alignment) {

  /**
   * The shadow of a configuration that has one.
   *
   * @param modulesVaddr MODULES_VADDR, where the shadow ends
   * @throws KernelConfigException where CONFIG_KASAN_SHADOW_OFFSET puts its end elsewhere
   */
  static KasanShadow of(KernelConfig config, KernelTraits traits, long modulesVaddr) {
    int scale = config.kasan().shadowScaleShift();
    long offset = modulesVaddr - (1L << (64 - scale));
    config
        .value("KASAN_SHADOW_OFFSET")
        .ifPresent(
            text -> {
              if (decode(text) != offset) {
                throw new KernelConfigException(
                    String.format(
                        "CONFIG_KASAN_SHADOW_OFFSET is %s; with %d VA bits and %s the shadow ends"
                            + " at the modules only if it is %s",
                        text, config.vaBits(), config.kasan(), Hex.of(offset)));
              }
            });
    return new KasanShadow(scale, offset, alignment(config, traits));
  }

  /** KASAN_SHADOW_END. */
  public long end() {
    return (1L << (64 - scaleShift)) + offset;
  }

  /** {@code _KASAN_SHADOW_START(vaBits)}: where the shadow of a space of that width starts. */
  public long start(int vaBits) {
    return end() - (1L << (vaBits - scaleShift));
  }

  /** The shadow of {@code va}. */
  public long shadowOf(long va) {
    return (va >>> scaleShift) + offset;
  }

  private static long alignment(KernelConfig config, KernelTraits traits) {
    Granule granule = config.granule();
    int rootLevel = 4 - config.pgtableLevels();
    if (!traits.has(Trait.C_MAP_KERNEL)) {
      return granule.levelSize(rootLevel);
    }
    // A level that the build lacks is folded into the root: its size is the root entry's.
    int level = granule == Granule.SIZE_64K || config.pgtableLevels() > 4 ? 0 : 1;
    return granule.levelSize(Math.max(level, rootLevel));
  }

  private static long decode(String text) {
    try {
      return UnsignedLongs.decode(text);
    } catch (NumberFormatException exception) {
      throw new KernelConfigException(
          "CONFIG_KASAN_SHADOW_OFFSET is '" + text + "', not a 64-bit number");
    }
  }
}
