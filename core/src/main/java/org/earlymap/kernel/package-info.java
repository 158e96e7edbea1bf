// SPDX-License-Identifier: Apache-2.0

/** One kernel build: its file, its symbols and segments, and what is concluded from them. */
@NullMarked
package org.earlymap.kernel;

import org.jspecify.annotations.NullMarked;
