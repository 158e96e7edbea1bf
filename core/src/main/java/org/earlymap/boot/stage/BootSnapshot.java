// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.stage;

import java.util.List;
import java.util.OptionalLong;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.boot.decide.Stage;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.table.TableRoot;
import org.earlymap.table.TableWalker;
import org.earlymap.table.TranslationContext;

/**
 * Memory and registers at one stage of a boot.
 *
 * @param stage which stage
 * @param memory holds at least the images
 * @param registers the boot CPU's translation registers
 * @param roots where walks can start
 * @param images the pieces of memory that hold tables, in order of their making
 * @param memstartAddr {@code memstart_addr}, once it is chosen
 * @param predicted virtual ranges that the running kernel maps to memory of its own choice
 */
public record BootSnapshot(
    Stage stage,
    PhysicalMemory memory,
    TranslationRegisters registers,
    List<TableRoot> roots,
    List<TableImage> images,
    OptionalLong memstartAddr,
    List<Predicted> predicted)
    implements AutoCloseable {

  /**
   * A range of virtual addresses whose mappings only a running kernel picks.
   *
   * @param name what it is
   * @param start first address
   * @param end the address after the last
   */
  public record Predicted(String name, long start, long end) {}

  /** Copies the lists. */
  public BootSnapshot {
    roots = List.copyOf(roots);
    images = List.copyOf(images);
    predicted = List.copyOf(predicted);
  }

  /** Walks the tables beneath {@code root}, as a CPU with these registers does. */
  public TableWalker walker(TableRoot root) {
    return new TableWalker(memory, TranslationContext.of(registers, root));
  }

  /** Lets go of what the memory keeps outside the program's own. */
  @Override
  public void close() {
    memory.close();
  }
}
