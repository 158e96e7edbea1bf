// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.decide;

import java.math.BigInteger;
import java.util.OptionalLong;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.layout.KaslrPlacement;
import org.earlymap.layout.LinearMapPlacement;
import org.earlymap.layout.VaLayout;
import org.earlymap.machine.Machine;
import org.earlymap.version.Trait;

/**
 * A seed of KASLR by what it has led to: a running kernel has wiped the one it had. Others may lead
 * to the same; what follows from them does not differ.
 */
public final class SeedSearch {
  private static final int SEEDS16 = 1 << 16;

  private final Decisions fixed;
  private final KernelBuild kernel;
  private final Machine machine;

  private SeedSearch(KernelBuild kernel, Machine machine) {
    this.fixed = Decisions.of(kernel, machine.withKaslrSeed(0));
    this.kernel = kernel;
    this.machine = machine;
  }

  /**
   * A seed with which {@code kernel} runs at a place.
   *
   * @param textVa the virtual address of {@code _text} in the running system
   * @param linearOffset virtual minus physical addresses of its linear map, if that is known
   * @return the seed, 0 where the kernel was not moved; empty where no seed leads there
   */
  public static OptionalLong find(
      KernelBuild kernel, Machine machine, long textVa, OptionalLong linearOffset) {
    SeedSearch search = new SeedSearch(kernel, machine);
    long offset = textVa - kernel.symbols().require("_text");
    if (offset == search.fixed.kaslr().offset()) {
      return OptionalLong.of(0);
    }
    for (int low = 0; low < SEEDS16; low++) {
      boolean fits = linearOffset.isEmpty() || search.isAt(low, linearOffset.getAsLong());
      long seed = search.seed(offset & -VaLayout.MIN_KIMG_ALIGN, low);
      if (fits && search.placement(seed).offset() == offset && seed != 0) {
        return OptionalLong.of(seed);
      }
      if (linearOffset.isEmpty() && low > 1) {
        break;
      }
    }
    return OptionalLong.empty();
  }

  private KaslrPlacement placement(long seed) {
    return KaslrPlacement.of(fixed.layout(), seed, machine.loadAddress());
  }

  /** A seed whose upper bits lead to {@code random} bytes, and whose lower 16 are {@code low}. */
  private long seed(long random, int low) {
    VaLayout layout = fixed.layout();
    if (!kernel.traits().has(Trait.C_MAP_KERNEL)) {
      return ((random - (1L << (layout.config().vaBitsMin() - 3))) & -SEEDS16) | low;
    }
    long range = (layout.vmallocEnd() - layout.kimageVaddr()) / 2;
    BigInteger upper =
        BigInteger.valueOf(random - range / 2)
            .shiftLeft(Long.SIZE)
            .divide(BigInteger.valueOf(range));
    return ((upper.longValue() + (3L << 16)) & -SEEDS16) | low;
  }

  private boolean isAt(int low, long linearOffset) {
    LinearMapPlacement placement =
        LinearMapPlacement.of(
            fixed.layout(),
            new LinearMapPlacement.Inputs(
                machine.banks(),
                fixed.sizes().physMaskBits(),
                fixed.features().paBits(),
                low,
                machine.loadAddress()
                    + kernel.symbols().require("_end")
                    - kernel.symbols().require("_text"),
                fixed.nvheCapsLinearMap()));
    return placement.linearVa(0) == linearOffset;
  }
}
