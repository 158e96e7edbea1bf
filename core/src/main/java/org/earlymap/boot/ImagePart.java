// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot;

/**
 * A part of a kernel image, such as its text.
 *
 * @param name what it is called
 * @param start its distance from {@code _text}, in bytes
 * @param end the distance of the byte after it
 */
public record ImagePart(String name, long start, long end) {}
