// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.inspect;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earlymap.cli.options.KernelHintOptions;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.KernelSegment;
import org.earlymap.kernel.ReservedTables;
import org.earlymap.kernel.parts.Evidence;
import org.earlymap.kernel.parts.KernelBanner;
import org.earlymap.relocate.RelocationCounts;
import org.earlymap.relocate.RelocationException;
import org.earlymap.relocate.RelocationTable;
import org.earlymap.version.Trait;

/**
 * What {@code inspect} shows.
 *
 * @param kernel the kernel
 * @param compiler what it was built with
 * @param segments what it maps
 * @param regions its room for page tables
 * @param traitSources where each trait is known from, if not from the release
 * @param relocations their counts
 * @param noRelocations why there are no counts
 */
record Inspection(
    KernelBuild kernel,
    Optional<String> compiler,
    List<KernelSegment> segments,
    List<ReservedTables> regions,
    Map<Trait, String> traitSources,
    Optional<RelocationCounts> relocations,
    String noRelocations) {

  static Inspection of(KernelBuild kernel) {
    Map<Trait, String> sources = new EnumMap<>(Trait.class);
    for (Evidence evidence : kernel.evidence()) {
      Trait.named(evidence.item())
          .ifPresent(trait -> sources.put(trait, KernelHintOptions.source(evidence)));
    }
    Optional<RelocationCounts> counts = Optional.empty();
    String reason = "";
    try {
      counts = Optional.of(RelocationCounts.of(RelocationTable.of(kernel)));
    } catch (RelocationException e) {
      reason = String.valueOf(e.getMessage());
    }
    return new Inspection(
        kernel,
        compilerOf(kernel),
        KernelSegment.of(kernel),
        ReservedTables.of(kernel),
        sources,
        counts,
        reason);
  }

  private static Optional<String> compilerOf(KernelBuild kernel) {
    return kernel
        .config()
        .value("CC_VERSION_TEXT")
        .or(
            () ->
                KernelBanner.of(kernel.symbols(), kernel.contents())
                    .flatMap(KernelBanner::compiler));
  }
}
