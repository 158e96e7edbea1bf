// SPDX-License-Identifier: Apache-2.0

/** What files are compressed with, known by their first bytes; the result is always bounded. */
@NullMarked
package org.earlymap.format.compress;

import org.jspecify.annotations.NullMarked;
