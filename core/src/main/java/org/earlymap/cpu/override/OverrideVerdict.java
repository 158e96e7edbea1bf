// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu.override;

import java.util.Optional;

/**
 * What one token of the command line did.
 *
 * @param token the token as the parser held it: dashes turned into underscores, at most 255 bytes
 * @param alias the alias that this token came from
 * @param outcome what became of it
 * @param field the field that it names
 * @param reason why, in a sentence without a full stop; empty where there is nothing to say
 */
public record OverrideVerdict(
    String token,
    Optional<String> alias,
    Outcome outcome,
    Optional<OverrideField> field,
    String reason) {

  /** What became of a token. */
  public enum Outcome {
    /** It overrides its field. */
    ACCEPTED,
    /** A filter said no; the kernel marks the field with ones outside of the mask. */
    REJECTED,
    /** It names a field, but its value is not one hexadecimal digit. */
    MALFORMED,
    /** It is an alias; what it stands for follows. */
    EXPANDED,
    /** It is cut after 255 bytes, and the rest is a token of its own. */
    CUT,
    /** It ends the parsing. */
    TERMINATOR,
    /** The parser does not know it. */
    IGNORED
  }
}
