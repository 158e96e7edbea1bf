// SPDX-License-Identifier: Apache-2.0

/** What a kernel's file holds, before anything is concluded from it: bytes, symbols, sections. */
@NullMarked
package org.earlymap.kernel.parts;

import org.jspecify.annotations.NullMarked;
