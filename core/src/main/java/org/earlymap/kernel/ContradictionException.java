// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel;

import org.earlymap.InputCause;
import org.earlymap.InputException;

/**
 * Two things that are said of one kernel cannot both be true: what was given belongs to another
 * kernel. {@link KernelHints#forced()} lets the former of the two count.
 */
public final class ContradictionException extends InputException {
  private static final long serialVersionUID = 1L;

  ContradictionException(String message) {
    super(message, InputCause.CONTRADICTION);
  }
}
