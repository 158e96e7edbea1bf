// SPDX-License-Identifier: Apache-2.0
package org.earlymap;

/**
 * Something that was given to the program cannot be used: a file, an option, a combination. Its
 * message says what, where, what was found and what was expected, and stands by itself.
 *
 * <p>Each cause that a caller can act on has a subclass of its own.
 */
public class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InputException(String message) {
    super(message);
  }

  public InputException(String message, Throwable cause) {
    super(message, cause);
  }
}
