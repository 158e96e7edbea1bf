// SPDX-License-Identifier: Apache-2.0
package org.earlymap.compare;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.MemoryType;
import org.earlymap.arch.RegimeKind;
import org.earlymap.table.Mapping;
import org.earlymap.table.TranslationContext;

/**
 * How a range of virtual addresses is mapped, so that adjacent ranges alike are equal.
 *
 * @param distance from a virtual address to its output address, modulo 2^64; where the range is
 *     {@code repeated}, the output address itself
 * @param repeated whether every page maps to the same output page
 * @param level the lookup level of the leaves
 * @param contiguous whether the leaves carry the contiguous hint
 * @param rights what EL1 and EL0 may do, as {@link org.earlymap.arch.Rights} has it
 * @param attributeIndex the index into MAIR_EL1
 * @param memoryType what MAIR_EL1 says of it
 * @param nonGlobal the nG bit
 * @param guarded the GP bit (BTI)
 * @param kind whose tables they are
 */
public record RangeMapping(
    long distance,
    boolean repeated,
    int level,
    boolean contiguous,
    int rights,
    int attributeIndex,
    MemoryType memoryType,
    boolean nonGlobal,
    boolean guarded,
    RegimeKind kind) {

  /** In what two mappings of one address can differ; the names are printed. */
  public enum Aspect {
    /** Mapped on one side only. */
    PRESENCE,
    /** The output address. */
    TARGET,
    /** What EL1 or EL0 may do. */
    PERMISSION,
    /** The memory type, or its index in MAIR_EL1. */
    MEMORY_TYPE,
    /** The contiguous hint. */
    CONTIGUITY,
    /** The level of the leaves, and so their size. */
    BLOCK_SIZE,
    /** The nG bit. */
    GLOBAL,
    /** The GP bit. */
    GUARDED
  }

  /** How the leaves of {@code mapping}, found in {@code context}, map. */
  public static RangeMapping of(Mapping mapping, TranslationContext context) {
    return new RangeMapping(
        mapping.repeated() ? mapping.pa() : mapping.pa() - mapping.va(),
        mapping.repeated(),
        mapping.level(),
        mapping.has(Descriptor.CONTIGUOUS),
        context.permissions().rights(mapping.descriptor(), mapping.hierarchical()),
        context.attributeIndex(mapping.descriptor()),
        context.memoryType(mapping.descriptor()),
        !context.permissions().kind().isStage2() && mapping.has(Descriptor.NG),
        !context.permissions().kind().isStage2() && mapping.has(Descriptor.GP),
        context.permissions().kind());
  }

  /** What may be done, in words, with the exception levels that the tables are for. */
  public String describeRights() {
    return kind.describe(rights);
  }

  /** The output address of {@code va}, the first address of a leaf. */
  public long pa(long va) {
    return repeated ? distance : va + distance;
  }

  /** Whether {@code other} maps in the same way, to whatever address. */
  boolean alikeButForTarget(RangeMapping other) {
    return differences(Optional.of(this), Optional.of(other)).equals(EnumSet.of(Aspect.TARGET));
  }

  /** In what two mappings differ; empty where they are alike. */
  public static Set<Aspect> differences(
      Optional<RangeMapping> before, Optional<RangeMapping> after) {
    Set<Aspect> aspects = EnumSet.noneOf(Aspect.class);
    if (before.isEmpty() || after.isEmpty()) {
      if (before.isPresent() != after.isPresent()) {
        aspects.add(Aspect.PRESENCE);
      }
      return aspects;
    }
    RangeMapping old = before.get();
    RangeMapping young = after.get();
    add(aspects, Aspect.TARGET, old.distance != young.distance || old.repeated != young.repeated);
    add(aspects, Aspect.PERMISSION, old.rights != young.rights);
    add(
        aspects,
        Aspect.MEMORY_TYPE,
        old.attributeIndex != young.attributeIndex || !old.memoryType.equals(young.memoryType));
    add(aspects, Aspect.CONTIGUITY, old.contiguous != young.contiguous);
    add(aspects, Aspect.BLOCK_SIZE, old.level != young.level);
    add(aspects, Aspect.GLOBAL, old.nonGlobal != young.nonGlobal);
    add(aspects, Aspect.GUARDED, old.guarded != young.guarded);
    return aspects;
  }

  private static void add(Set<Aspect> aspects, Aspect aspect, boolean differs) {
    if (differs) {
      aspects.add(aspect);
    }
  }
}
