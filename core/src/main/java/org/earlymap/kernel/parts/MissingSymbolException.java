// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel.parts;

import org.earlymap.InputCause;
import org.earlymap.InputException;

/** A symbol that the boot needs is not in the kernel's symbol table. */
public final class MissingSymbolException extends InputException {
  private static final long serialVersionUID = 1L;

  private final String symbol;

  /**
   * @param symbol the symbol's name
   * @param source where it was looked for
   */
  public MissingSymbolException(String symbol, String source) {
    super("the symbol " + symbol + " is missing: not in " + source, InputCause.SYMBOL_MISSING);
    this.symbol = symbol;
  }

  /** The name of the symbol that was looked for. */
  public String symbol() {
    return symbol;
  }
}
