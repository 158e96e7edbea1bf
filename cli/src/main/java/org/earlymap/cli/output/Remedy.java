// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.output;

import org.earlymap.InputCause;
import org.earlymap.InputException;

/** Which option mends what the library found missing in an input. */
final class Remedy {
  private Remedy() {}

  /** The message of {@code exception}, and what to give where an option would help. */
  static String message(InputException exception) {
    return exception.getMessage() + exception.inputCause().map(Remedy::of).orElse("");
  }

  private static String of(InputCause cause) {
    return switch (cause) {
      case PAGE_SIZE_UNKNOWN -> ": give --config";
      case VA_BITS_UNKNOWN -> ": give --va-bits or --config";
      case PA_BITS_UNKNOWN -> ": give --pa-bits or --config";
      case BITS_UNKNOWN -> ": give --va-bits and --pa-bits, or --config";
      case CONTRADICTION -> " (--force takes what was given)";
      case LINK_ADDRESS_UNKNOWN -> ": give --config, or --va-bits with --release";
      case RELEASE_UNKNOWN -> "; give --release";
      case RELEASE_TOO_OLD -> " (give --release or --traits lpa2-v3 if this is such a kernel)";
      case SYMBOL_MISSING -> "; a vmlinux with its symbol table or --system-map would supply it";
      case SYMBOLS_MISSING -> "; a vmlinux with its symbol table or --system-map would supply them";
      case FDT_MISPLACED -> "; --fdt-address says where it lies";
      case MEMORY_UNKNOWN -> ": give --dtb or --memory BASE:SIZE";
      case RULE_UNKNOWN -> "; 'earlymap check --list-rules' prints them";
    };
  }
}
