// SPDX-License-Identifier: Apache-2.0

/** ID registers, CPU models, and what the kernel's command line overrides in them. */
@NullMarked
package org.earlymap.cpu;

import org.jspecify.annotations.NullMarked;
