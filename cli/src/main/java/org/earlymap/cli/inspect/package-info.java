// SPDX-License-Identifier: Apache-2.0

/** The command {@code earlymap inspect}. */
@NullMarked
package org.earlymap.cli.inspect;

import org.jspecify.annotations.NullMarked;
