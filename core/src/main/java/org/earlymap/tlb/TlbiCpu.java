// SPDX-License-Identifier: Apache-2.0
package org.earlymap.tlb;

/**
 * What the CPU and the regime have that invalidation depends on.
 *
 * @param range FEAT_TLBIRANGE: operations over ranges
 * @param ttl FEAT_TTL: operations by address take a level hint
 * @param lpa2 TCR.DS is set: a range's base is in units of 64 KiB (FEAT_LPA2)
 */
public record TlbiCpu(boolean range, boolean ttl, boolean lpa2) {}
