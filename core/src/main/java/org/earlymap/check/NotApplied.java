// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

/**
 * A rule that could say nothing about a kernel.
 *
 * @param ruleId the rule's id
 * @param why what is missing
 */
public record NotApplied(String ruleId, String why) {}
