// SPDX-License-Identifier: Apache-2.0

/** The command {@code earlymap layout}. */
@NullMarked
package org.earlymap.cli.layout;

import org.jspecify.annotations.NullMarked;
