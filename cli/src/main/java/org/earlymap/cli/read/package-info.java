// SPDX-License-Identifier: Apache-2.0

/**
 * The commands that read tables: {@code walk}, {@code dump}, {@code decode}, {@code verify}, {@code
 * wx}.
 */
@NullMarked
package org.earlymap.cli.read;

import org.jspecify.annotations.NullMarked;
