// SPDX-License-Identifier: Apache-2.0

/** What may be written and what may be executed, section by section. */
@NullMarked
package org.earlymap.check.permission;

import org.jspecify.annotations.NullMarked;
