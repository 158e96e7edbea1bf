// SPDX-License-Identifier: Apache-2.0

/** Measurements with JMH. */
@NullMarked
package org.earlymap.bench;

import org.jspecify.annotations.NullMarked;
