// SPDX-License-Identifier: Apache-2.0

/** The command {@code earlymap check}. */
@NullMarked
package org.earlymap.cli.check;

import org.jspecify.annotations.NullMarked;
