// SPDX-License-Identifier: Apache-2.0

/** The front door: the main jobs in a few lines. It may see everything; nothing inside uses it. */
@NullMarked
package org.earlymap.api;

import org.jspecify.annotations.NullMarked;
