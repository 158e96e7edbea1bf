// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

/**
 * A mapping that breaks a rule.
 *
 * @param rule the rule
 * @param mapping the mapping, or the part of it that breaks the rule
 * @param rights what EL1 and EL0 may do there, as {@link org.earlymap.arch.Rights} has it
 * @param otherVa for an alias, where the same memory is executable; else 0
 */
public record AccessViolation(AccessRule rule, Mapping mapping, int rights, long otherVa) {}
