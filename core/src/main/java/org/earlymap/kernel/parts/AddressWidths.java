// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel.parts;

import java.util.OptionalInt;

/**
 * Where kernels are linked: KIMAGE_VADDR is the end of the modules area, which starts half way up
 * the address space of VA_BITS_MIN.
 */
public final class AddressWidths {
  /** MODULES_VSIZE by release; until 5.15 BPF's JIT has as much again below the kernel. */
  private static final long[] MODULES = {2L << 30, 128L << 20, 256L << 20};

  private static final int[] LEAST_BITS = {36, 39, 42, 47, 48};

  private AddressWidths() {}

  /** Every address that some configuration links a kernel at. */
  public static long[] linkAddresses() {
    long[] addresses = new long[MODULES.length * LEAST_BITS.length];
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = linkAddress(LEAST_BITS[i % LEAST_BITS.length], MODULES[i / LEAST_BITS.length]);
    }
    return addresses;
  }

  /** KIMAGE_VADDR of a kernel with {@code leastBits} VA_BITS_MIN. */
  public static long linkAddress(int leastBits, boolean modules2g) {
    return linkAddress(leastBits, MODULES[modules2g ? 0 : 1]);
  }

  /** VA_BITS_MIN of a kernel that is linked at {@code text}. */
  public static OptionalInt leastBits(long text) {
    for (int bits : LEAST_BITS) {
      for (long modules : MODULES) {
        if (text == linkAddress(bits, modules)) {
          return OptionalInt.of(bits);
        }
      }
    }
    return OptionalInt.empty();
  }

  /** VA_BITS_MIN of a kernel with {@code bits} VA_BITS; empty where no kernel has as many. */
  public static OptionalInt leastBits(String bits, boolean pages16k) {
    if (bits.equals("52")) {
      return OptionalInt.of(pages16k ? 47 : 48);
    }
    for (int least : LEAST_BITS) {
      if (bits.equals(Integer.toString(least))) {
        return OptionalInt.of(least);
      }
    }
    return OptionalInt.empty();
  }

  private static long linkAddress(int leastBits, long modules) {
    return (-1L << (leastBits - 1)) + modules;
  }
}
