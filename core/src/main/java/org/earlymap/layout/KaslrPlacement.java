// SPDX-License-Identifier: Apache-2.0
package org.earlymap.layout;

import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/**
 * How far the kernel image runs from where it was linked, {@code kaslr_offset()}, and what else the
 * seed decides ({@code kaslr_early_init}, {@code early_map_kernel}; before 6.9 {@code
 * __primary_switch}).
 *
 * @param random what {@code kaslr_early_init} answers: 0 without a seed, else the random distance
 *     before it is aligned
 * @param offset the distance in bytes: the random part, a multiple of 2 MiB, and below it the
 *     distance of the load address from such a multiple
 * @param linearSeed {@code memstart_offset_seed}: the seed's low 16 bits, for the linear map; 0 in
 *     releases that do not randomise it
 */
public record KaslrPlacement(long random, long offset, int linearSeed) {
  private static final int SEED16 = 0xffff;

  /**
   * Where the image comes to lie.
   *
   * @param layout the address space, with the address bits already decided
   * @param seed {@code /chosen/kaslr-seed}, or the CPU's random number where that is missing or
   *     zero; 0 where there is neither, or KASLR is off (by configuration or command line)
   * @param textPa the physical address of {@code _text}
   */
  public static KaslrPlacement of(VaLayout layout, long seed, long textPa) {
    KernelTraits traits = layout.traits();
    boolean moves = traits.has(Trait.C_MAP_KERNEL) || layout.config().relocatable();
    long low = moves ? textPa & (VaLayout.MIN_KIMG_ALIGN - 1) : 0;
    if (seed == 0 || !layout.config().randomizeBase()) {
      return new KaslrPlacement(0, low, 0);
    }
    long random =
        traits.has(Trait.C_MAP_KERNEL) ? scaledToVmalloc(layout, seed) : masked(layout, seed);
    int linear = traits.has(Trait.LINEAR_RANDOMISATION) ? (int) seed & SEED16 : 0;
    return new KaslrPlacement(random, low | (random & -VaLayout.MIN_KIMG_ALIGN), linear);
  }

  /** Whether the seed moved the image: mappings may then have to be non-global (KPTI). */
  public boolean randomised() {
    return random != 0;
  }

  /** A place in the middle half of vmalloc's space: {@code range / 2 + range * seed / 2^64}. */
  private static long scaledToVmalloc(VaLayout layout, long seed) {
    long range = (layout.vmallocEnd() - layout.kimageVaddr()) / 2;
    long scaled = Math.multiplyHigh(range, seed) + (seed < 0 ? range : 0);
    return range / 2 + scaled;
  }

  private static long masked(VaLayout layout, long seed) {
    int bits = layout.config().vaBitsMin() - 3;
    return (1L << bits) + (seed & ((1L << (bits + 1)) - 1));
  }
}
