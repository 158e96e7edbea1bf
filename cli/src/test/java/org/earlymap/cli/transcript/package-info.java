// SPDX-License-Identifier: Apache-2.0

/**
 * The transcripts in the documents are what the program prints: a {@code console} block's commands
 * are run and their output compared, or written into the document with {@code
 * -Dearlymap.transcripts=update}.
 */
@NullMarked
package org.earlymap.cli.transcript;

import org.jspecify.annotations.NullMarked;
