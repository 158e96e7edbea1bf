// SPDX-License-Identifier: Apache-2.0
package org.earlymap.assertj;

import org.assertj.core.api.AbstractAssert;
import org.earlymap.Range;
import org.earlymap.api.Boot;
import org.earlymap.arch.VaHalf;
import org.earlymap.table.TableWalker;

/**
 * Assertions about the kernel's own tables, those that TTBR1_EL1 points to. Virtual addresses are
 * those of the upper half, ranges are half open. {@link EarlymapAssertions} makes them.
 */
@SuppressWarnings("exports") // AssertJ is there where this is used.
public final class BootAssert extends AbstractAssert<BootAssert, Boot> {
  BootAssert(Boot boot) {
    super(boot, BootAssert.class);
  }

  /** Nothing may be written and executed, at EL1 or at EL0. */
  public BootAssert mapsNothingWritableAndExecutable() {
    tables(actual).mapsNothingWritableAndExecutable();
    return this;
  }

  /** Nothing that EL1 may execute at one address may be written at another. */
  public BootAssert mapsNothingExecutableThatIsWritableElsewhere() {
    tables(actual).mapsNothingExecutableThatIsWritableElsewhere();
    return this;
  }

  /** EL0 may read and write nothing. */
  public BootAssert mapsNothingForEl0() {
    tables(actual).mapsNothingForEl0();
    return this;
  }

  /** Each address of {@code range} is mapped. */
  public BootAssert mapsEverythingIn(Range range) {
    tables(actual).mapsEverythingIn(range);
    return this;
  }

  /** No address of {@code range} is mapped. */
  public BootAssert mapsNothingIn(Range range) {
    tables(actual).mapsNothingIn(range);
    return this;
  }

  /** The virtual address {@code va} is mapped, and to the physical address {@code pa}. */
  public BootAssert mapsTo(long va, long pa) {
    tables(actual).mapsTo(va, pa);
    return this;
  }

  /** The tables map the same as those of {@code other}: addresses, rights, memory types, leaves. */
  public BootAssert hasNoDifferenceTo(Boot other) {
    tables(actual).hasNoDifferenceTo(kernelTables(other));
    return this;
  }

  private TablesAssert tables(Boot boot) {
    return new TablesAssert(kernelTables(boot))
        .as(descriptionText().isEmpty() ? boot.toString() : descriptionText());
  }

  private static TableWalker kernelTables(Boot boot) {
    return boot.walker(VaHalf.UPPER)
        .orElseThrow(() -> new AssertionError(boot + ": TTBR1_EL1 points to no tables yet"));
  }
}
