// SPDX-License-Identifier: Apache-2.0
package org.earlymap.run.trace;

import java.util.Collection;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.earlymap.Range;
import org.earlymap.boot.decide.Stage;
import org.earlymap.kernel.parts.ImageSymbols;
import org.earlymap.run.BootByCode;

/**
 * A boot that is run once more to see who writes some of its memory. Which memory is known only
 * when tables are complete; the same kernel on the same machine does the same again, instruction by
 * instruction, and so each write counts, those to a page before it became a table too.
 */
public final class TracedBoot {
  private TracedBoot() {}

  /**
   * Who wrote {@code ranges} from the kernel's entry to the end of {@code stage}.
   *
   * @param again the same boot as the first, entered and not run yet
   * @param executed how many instructions the first run has executed, which reached the stage
   * @param ranges physical addresses; whole pages of 4 KiB around them are watched
   */
  public static TableWrites run(
      BootByCode again,
      ImageSymbols symbols,
      Stage stage,
      long executed,
      Collection<Range> ranges) {
    NavigableSet<Long> pages = new TreeSet<>();
    for (Range range : ranges) {
      for (long pa = range.start() & -TableWrites.PAGE; pa < range.end(); pa += TableWrites.PAGE) {
        pages.add(pa);
      }
    }
    TableWrites writes = new TableWrites(pages);
    boolean bigEndian = again.kernel().config().bigEndian();
    again.run().processor().listen(new WriteRecorder(again.run(), symbols, bigEndian, writes));
    again.runTo(stage, executed + 1);
    if (again.run().processor().executed() != executed) {
      throw new IllegalStateException("a second run of the same kernel went another way");
    }
    return writes;
  }
}
