// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.earlymap.InputException;
import org.earlymap.format.JsonFault;
import org.earlymap.format.WholeFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Findings that are known already; only others count. */
public final class Baseline {
  /** The schema of the reports that a baseline is read from. */
  public static final String SCHEMA = "earlymap.check/1";

  private static final int MOST_BYTES = 16 << 20;

  private final ImmutableSet<String> known;

  private Baseline(Set<String> known) {
    this.known = ImmutableSet.copyOf(known);
  }

  /** The findings of another kernel's report. */
  public static Baseline of(Report report) {
    ImmutableSet.Builder<String> known = ImmutableSet.builder();
    for (Finding finding : report.findings()) {
      known.add(finding.fingerprint());
    }
    return new Baseline(known.build());
  }

  /**
   * Reads the JSON report of an earlier run.
   *
   * @throws InputException where the file is no such report
   */
  public static Baseline read(Path file) throws IOException {
    String text = WholeFile.text(file, MOST_BYTES, "a report of earlymap check");
    JsonNode root;
    try {
      root = JsonMapper.shared().readTree(text);
    } catch (JacksonException e) {
      throw new InputException(file + ": not JSON: " + JsonFault.of(e), e);
    }
    if (!root.path("schema").asString("").equals(SCHEMA)) {
      throw new InputException(
          file + ": expected a report of earlymap check in JSON, schema " + SCHEMA);
    }
    ImmutableSet.Builder<String> known = ImmutableSet.builder();
    for (JsonNode kernel : root.path("kernels")) {
      for (JsonNode finding : kernel.path("findings")) {
        known.add(text(file, finding, "rule") + ' ' + text(file, finding, "subject"));
      }
    }
    return new Baseline(known.build());
  }

  /** Whether {@code finding} was there before: the same rule, the same subject. */
  public boolean knows(Finding finding) {
    return known.contains(finding.fingerprint());
  }

  private static String text(Path file, JsonNode finding, String name) {
    JsonNode value = finding.path(name);
    if (!value.isString()) {
      throw new InputException(file + ": a finding has no \"" + name + "\"");
    }
    return value.stringValue();
  }
}
