// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.stage;

/**
 * A piece of memory that holds tables.
 *
 * @param name the kernel's symbol for it
 * @param pa physical address of its first byte
 * @param size in bytes
 * @param tablePagesUsed how many table pages in it are in use
 */
public record TableImage(String name, long pa, long size, int tablePagesUsed) {}
