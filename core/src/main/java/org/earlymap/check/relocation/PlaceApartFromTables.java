// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation;

import org.earlymap.check.Severity;
import org.earlymap.relocate.RelocationFinding;

/** Page tables hold descriptors. */
final class PlaceApartFromTables extends CheckedPlace {
  PlaceApartFromTables() {
    super(
        "012",
        Severity.ERROR,
        "no page table holds a relocated word",
        "arch/arm64/kernel/vmlinux.lds.S: init_idmap_pg_dir, init_pg_dir, swapper_pg_dir",
        RelocationFinding.Rule.TABLES);
  }
}
