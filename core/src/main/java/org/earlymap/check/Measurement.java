// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

/**
 * A figure that a rule arrived at, whether or not it objects.
 *
 * @param ruleId the rule's id
 * @param name what was measured, such as {@code init_pg_dir}
 * @param text the figure with its unit
 */
public record Measurement(String ruleId, String name, String text) {}
