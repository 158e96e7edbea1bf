// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Range;
import org.earlymap.boot.decide.Stage;

/**
 * What all points of a sweep have in common.
 *
 * @param memory the machine's banks
 * @param loadAddress physical address of {@code _text}, where it is said
 * @param kaslrSeed the seed, where there is one
 * @param bootEl the exception level at which the kernel is entered, 1 or 2
 * @param imageSize {@code _end - _text} of points without a kernel's file, where it is said
 * @param stage how far kernels are booted for the counts of their tables
 * @param byCode whether kernels' own code makes the tables, and not the model
 */
record SweepSetting(
    List<Range> memory,
    OptionalLong loadAddress,
    OptionalLong kaslrSeed,
    int bootEl,
    Optional<Long> imageSize,
    Stage stage,
    boolean byCode) {}
