// SPDX-License-Identifier: Apache-2.0

/** Hostile input for every command: seeded, in one process, by the fields of each format. */
@NullMarked
package org.earlymap.fuzz;

import org.jspecify.annotations.NullMarked;
