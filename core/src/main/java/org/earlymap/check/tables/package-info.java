// SPDX-License-Identifier: Apache-2.0

/** The room set aside for early tables, against the most that a placement can need. */
@NullMarked
package org.earlymap.check.tables;

import org.jspecify.annotations.NullMarked;
