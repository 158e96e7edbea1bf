// SPDX-License-Identifier: Apache-2.0
package org.earlymap.run;

import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.boot.decide.Stage;
import org.earlymap.kernel.KernelBuild;

/**
 * Where a stage ends in a kernel's code: on entry to a function that every release since 5.10 has.
 * Before 6.9 the first two stages are assembly of {@code head.S}, and end at the same places.
 *
 * @param symbol the function
 * @param address its address as linked
 */
public record StageEnd(String symbol, long address) {

  /** The end of {@code stage} in {@code kernel}; empty where it has no such function. */
  public static Optional<StageEnd> of(KernelBuild kernel, Stage stage) {
    Optional<String> symbol = symbol(stage);
    if (symbol.isEmpty()) {
      return Optional.empty();
    }
    OptionalLong address = kernel.symbols().find(symbol.get());
    return address.isPresent()
        ? Optional.of(new StageEnd(symbol.get(), address.getAsLong()))
        : Optional.empty();
  }

  /** The function whose entry ends {@code stage}; none where a kernel runs on for long. */
  private static Optional<String> symbol(Stage stage) {
    return switch (stage) {
      case INIT_IDMAP -> Optional.of("__primary_switch");
      case EARLY_MAP -> Optional.of("__primary_switched");
      case START_KERNEL -> Optional.of("start_kernel");
      case PAGING_INIT -> Optional.of("bootmem_init");
      case RODATA_RO -> Optional.empty();
    };
  }
}
