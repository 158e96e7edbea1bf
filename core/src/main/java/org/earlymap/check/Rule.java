// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

/** One thing that must hold for a kernel. Its id is stable: baselines and options name it. */
public abstract class Rule {
  private final String id;
  private final Severity severity;
  private final String reason;
  private final String requirement;

  /**
   * Describes the rule.
   *
   * @param id {@code EM-}, two or three letters of its group, a number of three digits
   * @param severity how bad its findings are
   * @param reason what must hold and why, in one line
   * @param requirement where the kernel's sources demand it
   */
  protected Rule(String id, Severity severity, String reason, String requirement) {
    this.id = id;
    this.severity = severity;
    this.reason = reason;
    this.requirement = requirement;
  }

  /** The stable id, such as {@code EM-SEG-001}. */
  public final String id() {
    return id;
  }

  /** The group that it belongs to, such as {@code EM-SEG}: its id without the number. */
  public final String group() {
    return id.substring(0, id.lastIndexOf('-'));
  }

  /** How bad its findings are. */
  public final Severity severity() {
    return severity;
  }

  /** What must hold and why, in one line. */
  public final String reason() {
    return reason;
  }

  /** Where the kernel's sources demand it. */
  public final String requirement() {
    return requirement;
  }

  /**
   * Looks at a kernel.
   *
   * @throws org.earlymap.kernel.parts.MissingSymbolException where it needs a symbol that the
   *     kernel does not have; the rule then does not apply
   */
  public abstract void check(CheckedKernel kernel, Verdict verdict);
}
