// SPDX-License-Identifier: Apache-2.0

/** What a boot decides before it writes a table, once, and what it was given. */
@NullMarked
package org.earlymap.boot.decide;

import org.jspecify.annotations.NullMarked;
