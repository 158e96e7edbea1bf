// SPDX-License-Identifier: Apache-2.0

/** All rules, in the order of their ids. */
@NullMarked
package org.earlymap.check.catalog;

import org.jspecify.annotations.NullMarked;
