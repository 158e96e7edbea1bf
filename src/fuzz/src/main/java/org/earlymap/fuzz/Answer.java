// SPDX-License-Identifier: Apache-2.0
package org.earlymap.fuzz;

/**
 * How a command ended.
 *
 * @param code its exit code
 * @param printed whether it printed anything
 * @param hash of what it printed
 * @param err what it said on standard error
 */
record Answer(int code, boolean printed, int hash, String err) {}
