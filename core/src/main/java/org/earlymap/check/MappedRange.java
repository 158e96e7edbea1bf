// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import java.util.Optional;
import org.earlymap.Range;
import org.earlymap.arch.Rights;
import org.earlymap.table.Mapping;
import org.earlymap.table.TableRoot;

/**
 * A mapping, and what may be done through it.
 *
 * @param root the table at which the walk starts
 * @param mapping what is mapped
 * @param rights what EL1 and EL0 may do, as {@link Rights} has it
 */
public record MappedRange(TableRoot root, Mapping mapping, int rights) {

  /** Whether all of {@code wanted} is allowed. */
  public boolean allows(int wanted) {
    return (rights & wanted) == wanted;
  }

  /** Whether anything of {@code wanted} is allowed. */
  public boolean allowsAny(int wanted) {
    return (rights & wanted) != 0;
  }

  /** The virtual addresses. */
  public Range va() {
    return new Range(mapping.va(), mapping.endVa());
  }

  /** The physical memory that is reached; one page where many virtual pages map to it. */
  public Range memory() {
    long size =
        mapping.repeated() ? root.regime().granule().levelSize(mapping.level()) : mapping.size();
    return new Range(mapping.pa(), mapping.pa() + size);
  }

  /** The part that reaches {@code wanted}, physical memory; empty where none does. */
  public Optional<MappedRange> reaching(Range wanted) {
    Optional<Range> shared = memory().intersection(wanted);
    if (shared.isEmpty() || mapping.repeated()) {
      return shared.map(all -> this);
    }
    long skipped = shared.get().start() - mapping.pa();
    long leaf = root.regime().granule().levelSize(mapping.level());
    Mapping part =
        new Mapping(
            mapping.va() + skipped,
            shared.get().size(),
            shared.get().start(),
            false,
            mapping.level(),
            mapping.descriptor() + (skipped & -leaf),
            mapping.hierarchical());
    return Optional.of(new MappedRange(root, part, rights));
  }
}
