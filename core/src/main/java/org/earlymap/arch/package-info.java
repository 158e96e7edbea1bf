// SPDX-License-Identifier: Apache-2.0

/** The Arm architecture's translation tables (VMSAv8-64), with nothing of Linux in it. */
@NullMarked
package org.earlymap.arch;

import org.jspecify.annotations.NullMarked;
