// SPDX-License-Identifier: Apache-2.0

/** Kconfig's output: a {@code .config} file, and the copy of it inside a kernel. */
@NullMarked
package org.earlymap.format.kconfig;

import org.jspecify.annotations.NullMarked;
