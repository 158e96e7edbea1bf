// SPDX-License-Identifier: Apache-2.0

/**
 * What the tables that a kernel would build allow: what may be written and executed, and by whom.
 */
@NullMarked
package org.earlymap.check.wx;

import org.jspecify.annotations.NullMarked;
