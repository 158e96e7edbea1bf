// SPDX-License-Identifier: Apache-2.0

/** The command {@code earlymap diff}. */
@NullMarked
package org.earlymap.cli.diff;

import org.jspecify.annotations.NullMarked;
