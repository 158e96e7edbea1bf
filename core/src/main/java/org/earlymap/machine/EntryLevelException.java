// SPDX-License-Identifier: Apache-2.0
package org.earlymap.machine;

import org.earlymap.InputException;

/** A kernel cannot be entered at the exception level that was asked for. */
public final class EntryLevelException extends InputException {
  private static final long serialVersionUID = 1L;

  EntryLevelException(int level) {
    super("the kernel is entered at exception level " + level + ", expected 1 or 2");
  }
}
