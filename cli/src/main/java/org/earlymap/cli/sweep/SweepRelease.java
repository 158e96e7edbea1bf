// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import org.earlymap.version.KernelTraits;

/**
 * A release or a profile of traits.
 *
 * @param name as the file has it
 * @param traits what it decides
 */
record SweepRelease(String name, KernelTraits traits) {}
