// SPDX-License-Identifier: Apache-2.0

/** Matrices of kernels and machines: reading them, and computing every point. */
@NullMarked
package org.earlymap.cli.sweep;

import org.jspecify.annotations.NullMarked;
