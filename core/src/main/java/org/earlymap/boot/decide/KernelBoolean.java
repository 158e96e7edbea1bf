// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.decide;

import java.util.Optional;

/** A boolean of a kernel parameter. */
final class KernelBoolean {
  private KernelBoolean() {}

  /**
   * {@code kstrtobool}: by the first letter, or two after an o.
   *
   * @return nothing where the kernel takes {@code value} for no boolean and passes the option over
   */
  static Optional<Boolean> parse(String value) {
    if (value.isEmpty()) {
      return Optional.empty();
    }
    return switch (value.charAt(0)) {
      case 'y', 'Y', 't', 'T', '1' -> Optional.of(true);
      case 'n', 'N', 'f', 'F', '0' -> Optional.of(false);
      case 'o', 'O' -> onOrOff(value);
      default -> Optional.empty();
    };
  }

  private static Optional<Boolean> onOrOff(String value) {
    return switch (value.length() < 2 ? ' ' : value.charAt(1)) {
      case 'n', 'N' -> Optional.of(true);
      case 'f', 'F' -> Optional.of(false);
      default -> Optional.empty();
    };
  }
}
