// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.arch.Granule;
import org.earlymap.plan.PlanSpace;
import org.earlymap.plan.PlannedTables;

/**
 * Describes the tables of a plan in a manifest.
 *
 * @param plan which plan, and of which program
 * @param remarks what was not given and how it was taken, a sentence each
 */
public record ManifestOfPlan(BuildManifest.Planned plan, List<String> remarks) {
  /** Copies the list. */
  public ManifestOfPlan {
    remarks = List.copyOf(remarks);
  }

  /**
   * The manifest of {@code tables}, whose images were written as {@code images}. What only a kernel
   * decides is zero.
   */
  public BuildManifest describe(PlannedTables tables, List<BuildManifest.Image> images) {
    PlanSpace space = tables.space();
    int bits = space.vaBits().orElseThrow();
    BuildManifest.Boot boot =
        new BuildManifest.Boot(
            space.granule(),
            bits,
            bits,
            space.paBits(),
            space.wide() && space.granule() != Granule.SIZE_64K,
            space.bigEndian(),
            0,
            0,
            0,
            OptionalLong.empty(),
            false);
    return new BuildManifest(
        Optional.empty(),
        Optional.empty(),
        boot,
        remarks,
        tables.registers(),
        tables.roots(),
        images,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(plan),
        List.of());
  }
}
