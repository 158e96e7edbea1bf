// SPDX-License-Identifier: Apache-2.0

/** Memory as the boot hands it out: memblock and what reserves it. */
@NullMarked
package org.earlymap.boot.memblock;

import org.jspecify.annotations.NullMarked;
