// SPDX-License-Identifier: Apache-2.0

/**
 * The Arm architecture's translation tables (VMSAv8-64), with nothing of Linux in it.
 *
 * <p>What is called "the Arm ARM" anywhere in this project is the Arm Architecture Reference Manual
 * for A-profile, ARM DDI 0487, issue L.b; the numbers of sections are that issue's.
 */
@NullMarked
package org.earlymap.arch;

import org.jspecify.annotations.NullMarked;
