// SPDX-License-Identifier: Apache-2.0

/** File formats, read from untrusted bytes, and nothing else; a package for each. */
@NullMarked
package org.earlymap.format;

import org.jspecify.annotations.NullMarked;
