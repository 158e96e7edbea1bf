// SPDX-License-Identifier: Apache-2.0

/**
 * The instructions and system registers of A64 by their encodings, declared in two tables. Not what
 * they do.
 */
@NullMarked
package org.earlymap.a64.decode;

import org.jspecify.annotations.NullMarked;
