// SPDX-License-Identifier: Apache-2.0

/** A kernel's configuration: the options that decide its tables. */
@NullMarked
package org.earlymap.config;

import org.jspecify.annotations.NullMarked;
