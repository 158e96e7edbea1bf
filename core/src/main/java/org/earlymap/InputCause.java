// SPDX-License-Identifier: Apache-2.0
package org.earlymap;

/**
 * What is wrong with an input where the caller could supply what mends it. An {@link
 * InputException} carries it, so that a program can say in its own words how to.
 */
public enum InputCause {
  /** Nothing tells the page size of the kernel. */
  PAGE_SIZE_UNKNOWN,
  /** Nothing tells CONFIG_ARM64_VA_BITS. */
  VA_BITS_UNKNOWN,
  /** Nothing tells CONFIG_ARM64_PA_BITS. */
  PA_BITS_UNKNOWN,
  /** Nothing tells CONFIG_ARM64_VA_BITS, nor CONFIG_ARM64_PA_BITS. */
  BITS_UNKNOWN,
  /** What was given contradicts the kernel; the caller may insist. */
  CONTRADICTION,
  /** Nothing tells the address that the kernel was linked at. */
  LINK_ADDRESS_UNKNOWN,
  /** Nothing tells the kernel's release. */
  RELEASE_UNKNOWN,
  /** The kernel's release is one whose early tables are not computed. */
  RELEASE_TOO_OLD,
  /** A symbol is in none of the tables that were read. */
  SYMBOL_MISSING,
  /** The kernel's file has no table of symbols. */
  SYMBOLS_MISSING,
  /** The device tree cannot lie where it is assumed to. */
  FDT_MISPLACED,
  /** Nothing tells the machine's memory. */
  MEMORY_UNKNOWN,
  /** No rule and no group of rules has this name. */
  RULE_UNKNOWN
}
