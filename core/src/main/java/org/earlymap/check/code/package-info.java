// SPDX-License-Identifier: Apache-2.0

/** Code that is mapped or copied by the page, and must fit one. */
@NullMarked
package org.earlymap.check.code;

import org.jspecify.annotations.NullMarked;
