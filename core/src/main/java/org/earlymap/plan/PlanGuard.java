// SPDX-License-Identifier: Apache-2.0
package org.earlymap.plan;

import org.earlymap.Range;

/**
 * Addresses that nothing may be mapped at, such as the page below a stack.
 *
 * @param name what messages call it
 * @param addresses virtual addresses, whole pages
 */
public record PlanGuard(String name, Range addresses) {}
