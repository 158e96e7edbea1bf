// SPDX-License-Identifier: Apache-2.0
package org.earlymap.tlb;

import org.earlymap.InputException;

/** A range, an ASID or a stride that no invalidation can have. */
public final class TlbiRangeException extends InputException {
  private static final long serialVersionUID = 1L;

  public TlbiRangeException(String message) {
    super(message);
  }
}
