// SPDX-License-Identifier: Apache-2.0

/** What several commands print in one way: JSON, YAML, manual pages, the steps of a walk. */
@NullMarked
package org.earlymap.cli.text;

import org.jspecify.annotations.NullMarked;
