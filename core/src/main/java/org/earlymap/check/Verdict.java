// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Takes down what one rule has to say about one kernel. */
public final class Verdict {
  private final Rule rule;
  private final String file;
  private final List<Finding> findings = new ArrayList<>();
  private final List<Measurement> measurements = new ArrayList<>();
  private final List<NotApplied> notApplied = new ArrayList<>();

  /** A verdict of {@code rule} on the kernel in {@code file}. */
  public Verdict(Rule rule, String file) {
    this.rule = rule;
    this.file = file;
  }

  /** Something is wrong with {@code subject}, at no one address. */
  public void finding(String subject, String message) {
    add(subject, message, OptionalLong.empty());
  }

  /** Something is wrong with {@code subject} at link address {@code va}. */
  public void finding(String subject, long va, String message) {
    add(subject, message, OptionalLong.of(va));
  }

  /** A figure for the report. */
  public void measured(String name, String text) {
    measurements.add(new Measurement(rule.id(), printable(name), printable(text)));
  }

  /** The rule cannot say anything, because of {@code why}. */
  public void notApplied(String why) {
    notApplied.add(new NotApplied(rule.id(), printable(why)));
  }

  private void add(String subject, String message, OptionalLong va) {
    findings.add(new Finding(rule, file, printable(subject), printable(message), va));
  }

  /** Names in a file are anybody's bytes: none of them may steer a terminal or break XML. */
  public static String printable(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean odd = Character.isISOControl(c) || Character.isSurrogate(c) || c >= 0xfffe;
      safe.append(odd ? '?' : c);
    }
    return safe.toString();
  }

  List<Finding> findings() {
    return findings;
  }

  List<Measurement> measurements() {
    return measurements;
  }

  List<NotApplied> notApplied() {
    return notApplied;
  }
}
