// SPDX-License-Identifier: Apache-2.0

/**
 * TLB invalidation: the operations that take a range of translations out of every TLB, with their
 * operands (Arm ARM C5.5), as the kernel's {@code __flush_tlb_range_op()} issues them, and what a
 * change of mappings needs.
 *
 * <p>A {@link org.earlymap.tlb.TlbiRequest} says what is to go and on what CPU; {@link
 * org.earlymap.tlb.TlbiPlanner} answers with a {@link org.earlymap.tlb.TlbiPlan}. Operands are
 * unsigned 64-bit numbers; {@link org.earlymap.tlb.AddressOperand} and {@link
 * org.earlymap.tlb.RangeOperand} take them apart.
 */
@NullMarked
package org.earlymap.tlb;

import org.jspecify.annotations.NullMarked;
