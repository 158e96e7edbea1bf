// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.output;

import java.io.PrintWriter;
import org.earlymap.table.TableFinding;
import org.earlymap.table.TableFindings;
import org.earlymap.table.TableWalker;

/** Says on standard error what is wrong with tables, and whether all of them could be read. */
public final class TableTrouble {
  private static final int MOST_FINDINGS = 20;

  private TableTrouble() {}

  /**
   * Prints what is wrong with all that {@code walker} reads.
   *
   * @param where the tables' name before each line; empty where there is but one
   * @return what is wrong
   */
  public static TableFindings print(PrintWriter err, String where, TableWalker walker) {
    TableFindings findings = TableFindings.of(walker, MOST_FINDINGS);
    String name = where.isEmpty() ? "" : where + ": ";
    findings.suspicion().ifPresent(text -> err.println("earlymap: warning: " + name + text));
    for (TableFinding finding : findings.kept()) {
      err.println("earlymap: finding: " + name + finding.describe());
    }
    if (findings.total() > MOST_FINDINGS) {
      err.println("earlymap: " + name + (findings.total() - MOST_FINDINGS) + " more findings");
    }
    return findings;
  }

  /**
   * Prints what is wrong, and where tables could not be read, that a verdict is not one on all.
   *
   * @return whether all tables were read
   */
  public static boolean sawEverything(PrintWriter err, String where, TableWalker walker) {
    boolean all = print(err, where, walker).sawEverything();
    if (!all) {
      err.println(
          "earlymap: "
              + (where.isEmpty() ? "" : where + ": ")
              + "not all tables could be read; what is said holds for the others only");
    }
    return all;
  }
}
