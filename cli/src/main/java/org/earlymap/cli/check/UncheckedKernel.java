// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.check;

import java.nio.file.Path;
import org.earlymap.check.Verdict;
import org.earlymap.cli.output.ErrorReport;

/**
 * A kernel that could not be checked.
 *
 * @param file its file, as it was given
 * @param message why, with the file's name in it
 */
record UncheckedKernel(String file, String message) {
  static UncheckedKernel of(Path kernel, Exception why) {
    String file = kernel.toString();
    String message = Verdict.printable(ErrorReport.message(why));
    return new UncheckedKernel(file, message.contains(file) ? message : file + ": " + message);
  }
}
