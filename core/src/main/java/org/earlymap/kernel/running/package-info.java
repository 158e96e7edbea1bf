// SPDX-License-Identifier: Apache-2.0

/**
 * The kernel that runs, or ran, in a machine's memory: found there by what it leaves, with its
 * roots, and how sure that is.
 */
@NullMarked
package org.earlymap.kernel.running;

import org.jspecify.annotations.NullMarked;
