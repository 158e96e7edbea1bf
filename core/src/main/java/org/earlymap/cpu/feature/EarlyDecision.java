// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu.feature;

/**
 * Something that a kernel decides from the CPU while it boots.
 *
 * @param name what is decided, such as {@code LPA2}
 * @param answer what it comes to, such as {@code yes} or {@code 48 bits}
 * @param reason the field that it comes from, and how the kernel reads it
 * @param effect what follows for the translation tables
 */
public record EarlyDecision(String name, String answer, String reason, String effect) {}
