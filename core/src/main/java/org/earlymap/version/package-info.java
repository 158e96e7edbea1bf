// SPDX-License-Identifier: Apache-2.0

/** What differs between kernel releases. The only place that looks at a version. */
@NullMarked
package org.earlymap.version;

import org.jspecify.annotations.NullMarked;
