// SPDX-License-Identifier: Apache-2.0

/**
 * One kernel build: its configuration, its image, its address space, and what its version changes.
 */
@NullMarked
package org.earlymap.kernel;

import org.jspecify.annotations.NullMarked;
