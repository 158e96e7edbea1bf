// SPDX-License-Identifier: Apache-2.0

/** The board that a kernel is given: its CPU, its memory and what lies in it. */
@NullMarked
package org.earlymap.machine;

import org.jspecify.annotations.NullMarked;
