// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import java.util.OptionalLong;

/**
 * Something that a rule objects to.
 *
 * @param rule the rule
 * @param file the kernel's file, as it was given
 * @param subject what is objected to: a symbol, a section; the same in the next build
 * @param message what is wrong, with numbers
 * @param va where it is, at link time, if it is somewhere
 */
public record Finding(Rule rule, String file, String subject, String message, OptionalLong va) {
  /** What stays the same when the kernel is built again: the rule and the subject. */
  public String fingerprint() {
    return rule.id() + ' ' + subject;
  }
}
