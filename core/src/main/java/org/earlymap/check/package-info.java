// SPDX-License-Identifier: Apache-2.0

/**
 * Judges a linked kernel by what its own sources demand of it: rules, what they find, and which of
 * it is new.
 *
 * <p>A {@link org.earlymap.check.Rule} looks at one {@link org.earlymap.check.CheckedKernel} and
 * tells a {@link org.earlymap.check.Verdict}; a {@link org.earlymap.check.Checker} applies many.
 */
@NullMarked
package org.earlymap.check;

import org.jspecify.annotations.NullMarked;
