// SPDX-License-Identifier: Apache-2.0

/**
 * The A64 instruction set and the registers of one CPU, not Linux: decoding, meaning, exceptions,
 * system registers, and translation behind a software TLB (Arm ARM, parts C and D).
 *
 * <p>What runs has memory and registers and nothing else of the host: no files, no devices, no
 * clock but the instructions counted.
 */
@NullMarked
package org.earlymap.a64;

import org.jspecify.annotations.NullMarked;
