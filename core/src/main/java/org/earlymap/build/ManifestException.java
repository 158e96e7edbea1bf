// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import org.earlymap.InputException;

/** A file that is not a build's manifest, or images that do not fit theirs. */
public final class ManifestException extends InputException {
  private static final long serialVersionUID = 1L;

  public ManifestException(String message) {
    super(message);
  }

  public ManifestException(String message, Throwable cause) {
    super(message, cause);
  }
}
