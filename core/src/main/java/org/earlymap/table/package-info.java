// SPDX-License-Identifier: Apache-2.0

/** Tables in memory: where they lie, how they are filled, how they are walked. */
@NullMarked
package org.earlymap.table;

import org.jspecify.annotations.NullMarked;
