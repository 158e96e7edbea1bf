// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earlymap.InputException;
import org.earlymap.boot.BootSequence;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.parts.MissingSymbolException;
import org.earlymap.machine.Machine;
import org.earlymap.version.Trait;

/**
 * A boot of the checked kernel on one machine: the tables that it would build. They are computed
 * when a rule first asks for them, and once.
 */
public final class CheckedBoot {
  private static final long TABLE_BYTES_IN_MEMORY = 64L << 20;

  private final KernelBuild kernel;
  private final Machine machine;
  private final boolean named;
  private Optional<Outcome> known = Optional.empty();

  private record Outcome(
      Optional<BootEnvironment> environment, List<BootTables> tables, Optional<String> failure) {}

  /**
   * A boot of {@code kernel}.
   *
   * @param named whether somebody asked for this machine, so that it matters if the kernel does not
   *     boot on it
   */
  CheckedBoot(KernelBuild kernel, Machine machine, boolean named) {
    this.kernel = kernel;
    this.machine = machine;
    this.named = named;
  }

  /** The CPU's name. */
  public String cpu() {
    return machine.cpuName();
  }

  /** The bytes of memory that the board has. */
  public long memoryBytes() {
    return BoundedMemory.holds(machine.banks());
  }

  /** Whether somebody asked for this machine. */
  public boolean named() {
    return named;
  }

  /** The stages whose tables are judged; none of kernels whose tables are not computed. */
  public List<Stage> stages() {
    return kernel.traits().has(Trait.C_MAP_KERNEL)
        ? List.of(Stage.EARLY_MAP, Stage.PAGING_INIT, Stage.RODATA_RO)
        : List.of();
  }

  /**
   * Why the kernel does not boot on this machine, if it does not.
   *
   * @throws MissingSymbolException where the kernel lacks a symbol that the boot needs
   */
  public Optional<String> failure() {
    return outcome().failure();
  }

  /**
   * Kernel, machine and what follows from them; empty where the kernel does not boot.
   *
   * @throws MissingSymbolException where the kernel lacks a symbol that the boot needs
   */
  public Optional<BootEnvironment> environment() {
    return outcome().environment();
  }

  /**
   * The tables of every one of {@link #stages}; none where the kernel does not boot.
   *
   * @throws MissingSymbolException where the kernel lacks a symbol that the boot needs
   */
  public List<BootTables> tables() {
    return outcome().tables();
  }

  private synchronized Outcome outcome() {
    if (known.isEmpty()) {
      known = Optional.of(run());
    }
    return known.get();
  }

  private Outcome run() {
    if (stages().isEmpty()) {
      return new Outcome(Optional.empty(), List.of(), Optional.empty());
    }
    try {
      long size = kernel.symbols().imageSize();
      BootEnvironment environment =
          BootEnvironment.resolve(kernel, BoundedMemory.of(machine, size));
      List<BootTables> tables = new ArrayList<>();
      for (Stage stage : stages()) {
        tables.add(tables(environment, stage));
      }
      return new Outcome(Optional.of(environment), ImmutableList.copyOf(tables), Optional.empty());
    } catch (MissingSymbolException e) {
      throw e;
    } catch (InputException e) {
      return failed(String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      // What physical memory says to tables that lie over each other or outside the image.
      return failed("its tables cannot lie where its symbols put them: " + e.getMessage());
    }
  }

  private static Outcome failed(String why) {
    return new Outcome(Optional.empty(), List.of(), Optional.of(why));
  }

  private static BootTables tables(BootEnvironment environment, Stage stage) {
    Path folder = Path.of(System.getProperty("java.io.tmpdir", "."));
    try (BootSnapshot snapshot =
        new BootSequence(environment).run(stage, TABLE_BYTES_IN_MEMORY, folder)) {
      return BootTables.of(snapshot);
    }
  }
}
