// SPDX-License-Identifier: Apache-2.0

/** Runs the samples. */
@NullMarked
package org.earlymap.samples;

import org.jspecify.annotations.NullMarked;
