// SPDX-License-Identifier: Apache-2.0
/**
 * Tables for any program, without a kernel's rules: what is to be mapped and by which policy is
 * asked, the fewest tables that do it are the answer.
 */
@NullMarked
package org.earlymap.plan;

import org.jspecify.annotations.NullMarked;
