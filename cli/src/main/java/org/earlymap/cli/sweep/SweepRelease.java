// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import java.util.Optional;
import org.earlymap.version.KernelTraits;

/**
 * A release or a profile of traits.
 *
 * @param name as the file has it
 * @param traits what it decides
 * @param remark what must be said of them, if they are those of another release
 */
record SweepRelease(String name, KernelTraits traits, Optional<String> remark) {}
