// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

/** More of a board's memory would be written than the host may take for it. */
public final class MemoryBoundException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long bound;

  MemoryBoundException(long bound) {
    super("the board's memory would take more than " + bound + " bytes");
    this.bound = bound;
  }

  /** The bytes that it may take. */
  public long bound() {
    return bound;
  }
}
