// SPDX-License-Identifier: Apache-2.0
package org.earlymap.plan;

/**
 * How memory is mapped where there is a choice.
 *
 * @param largestBlock the most bytes that one leaf maps: the granule makes pages only
 * @param contiguous whether runs of leaves carry the contiguous hint where they can
 * @param acrossRegions whether a block or a run may cover regions that are mapped alike and lie
 *     side by side
 * @param sharedPages what happens where two pieces of a program with different permissions share a
 *     page
 * @param writableAndExecutable whether memory may be both
 */
public record PlanPolicy(
    long largestBlock,
    boolean contiguous,
    boolean acrossRegions,
    SharedPages sharedPages,
    boolean writableAndExecutable) {
  /** The largest blocks and runs that fit, W^X, no shared pages. */
  public static final PlanPolicy USUAL =
      new PlanPolicy(Long.MAX_VALUE, true, true, SharedPages.REFUSE, false);

  /** What happens where a permission changes inside a page. */
  public enum SharedPages {
    /** The plan is refused. */
    REFUSE,
    /** The page is mapped by itself, with the rights of both. */
    SPLIT
  }
}
