// SPDX-License-Identifier: Apache-2.0

/** An address space drawn: pages of HTML with SVG that stand by themselves. */
@NullMarked
package org.earlymap.cli.picture;

import org.jspecify.annotations.NullMarked;
