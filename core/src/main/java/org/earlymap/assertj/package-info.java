// SPDX-License-Identifier: Apache-2.0

/**
 * AssertJ assertions about the tables of a boot, for the unit tests of whoever builds kernels.
 *
 * <p>AssertJ is an optional dependency: who uses this package has it among the libraries of the
 * tests, and nothing else here needs it.
 */
@NullMarked
package org.earlymap.assertj;

import org.jspecify.annotations.NullMarked;
