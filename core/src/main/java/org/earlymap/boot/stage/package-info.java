// SPDX-License-Identifier: Apache-2.0

/** The stages that write tables, each named after the kernel's function. */
@NullMarked
package org.earlymap.boot.stage;

import org.jspecify.annotations.NullMarked;
