// SPDX-License-Identifier: Apache-2.0
package org.earlymap.assertj;

import org.earlymap.api.Boot;
import org.earlymap.table.TableWalker;

/**
 * Where assertions begin.
 *
 * <pre>{@code
 * import static org.earlymap.assertj.EarlymapAssertions.assertThat;
 *
 * assertThat(boot).mapsNothingWritableAndExecutable();
 * }</pre>
 */
public final class EarlymapAssertions {
  private EarlymapAssertions() {}

  /** Assertions about what the kernel's own tables map at the stage where {@code boot} stopped. */
  public static BootAssert assertThat(Boot boot) {
    return new BootAssert(boot);
  }

  /** Assertions about what the tables beneath one root map. */
  public static TablesAssert assertThat(TableWalker tables) {
    return new TablesAssert(tables);
  }
}
