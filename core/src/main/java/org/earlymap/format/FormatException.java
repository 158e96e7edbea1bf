// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format;

import org.earlymap.InputException;

/** A file does not hold what its format demands. */
public final class FormatException extends InputException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long offset;

  /**
   * A fault at a place.
   *
   * @param file the file's name as the user gave it
   * @param offset where the fault is, in bytes from the file's start
   * @param problem what was found and what was expected
   */
  public FormatException(String file, long offset, String problem) {
    super(file + ": offset 0x" + Long.toHexString(offset) + ": " + problem);
    this.file = file;
    this.offset = offset;
  }

  /** The file's name as the user gave it. */
  public String file() {
    return file;
  }

  /** Where the fault is, in bytes from the file's start. */
  public long offset() {
    return offset;
  }
}
