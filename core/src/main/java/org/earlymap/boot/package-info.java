// SPDX-License-Identifier: Apache-2.0

/** One boot of one kernel on one machine, stage by stage. */
@NullMarked
package org.earlymap.boot;

import org.jspecify.annotations.NullMarked;
