// SPDX-License-Identifier: Apache-2.0
package org.earlymap;

import java.util.Optional;

/**
 * Something that was given to the program cannot be used: a file, an option, a combination. Its
 * message says what, where, what was found and what was expected, and stands by itself.
 *
 * <p>Each cause that a caller can act on has a subclass of its own.
 */
public class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Optional<InputCause> inputCause;

  public InputException(String message) {
    super(message);
    this.inputCause = Optional.empty();
  }

  public InputException(String message, Throwable cause) {
    super(message, cause);
    this.inputCause = Optional.empty();
  }

  /** With what the caller could mend. */
  public InputException(String message, InputCause inputCause) {
    super(message);
    this.inputCause = Optional.of(inputCause);
  }

  /** What the caller could mend by supplying it, where it is one of the causes that have a name. */
  public Optional<InputCause> inputCause() {
    return inputCause;
  }
}
