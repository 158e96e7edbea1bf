// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.segment;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Verdict;

/** How far a root table is from {@code swapper_pg_dir}. */
final class RootDistance {
  private RootDistance() {}

  static void check(CheckedKernel kernel, Verdict verdict, String root, int pages) {
    long va = kernel.at(root);
    long distance = kernel.at("swapper_pg_dir") - va;
    long expected = pages * kernel.granule().bytes();
    if (distance < 0) {
      verdict.finding(
          root,
          va,
          String.format(
              "%s is at %s, behind swapper_pg_dir, expected %s before it",
              root, Figures.hex(va), Figures.size(expected)));
    } else if (distance != expected) {
      verdict.finding(
          root,
          va,
          String.format(
              "swapper_pg_dir is %s behind %s, expected %s",
              Figures.size(distance), root, Figures.size(expected)));
    }
  }
}
