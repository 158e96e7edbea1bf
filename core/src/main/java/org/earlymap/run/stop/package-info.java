// SPDX-License-Identifier: Apache-2.0

/** What a kernel says that stops by itself: panic, BUG and WARN, faults, its log. */
@NullMarked
package org.earlymap.run.stop;

import org.jspecify.annotations.NullMarked;
