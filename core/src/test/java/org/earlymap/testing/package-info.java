// SPDX-License-Identifier: Apache-2.0

/** Writers of the files that the tests read, and readers of the captured boots. */
@NullMarked
package org.earlymap.testing;

import org.jspecify.annotations.NullMarked;
