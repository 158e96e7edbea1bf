// SPDX-License-Identifier: Apache-2.0
package org.earlymap.api;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earlymap.Hex;
import org.earlymap.arch.FaultType;
import org.earlymap.arch.Ttbr;
import org.earlymap.arch.VaHalf;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.build.BuildManifest;
import org.earlymap.build.BuildWriter;
import org.earlymap.build.ManifestOfBoot;
import org.earlymap.build.ManifestOfRun;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.machine.Machine;
import org.earlymap.machine.Placement;
import org.earlymap.run.RunFacts;
import org.earlymap.run.TraitsByRun;
import org.earlymap.table.Mapping;
import org.earlymap.table.TableRoot;
import org.earlymap.table.TableWalker;
import org.earlymap.table.Translation;

/**
 * A boot of one kernel on one machine, stopped at a stage: its tables are there, to be asked and to
 * be written.
 *
 * <pre>{@code
 * KernelBuild kernel = KernelBuild.load(Path.of("vmlinux"));
 * Machine machine = Machine.virt(CpuModel.named("cortex-a76")).withMemory(0x40000000L, 4L << 30);
 * try (Boot boot = Boot.of(kernel, machine).to(Stage.PAGING_INIT)) {
 *   System.out.println(boot.translate(0xffff800080010000L));
 *   boot.writeTo(Path.of("tables"));
 * }
 * }</pre>
 *
 * <p>It keeps tables in memory and, where they are many, in a temporary file: close it. What it
 * gives out is not to be used after that.
 */
public final class Boot implements AutoCloseable {
  private final BootEnvironment environment;
  private final BootSnapshot snapshot;

  /** What a kernel that ran has decided; empty where the model computed the tables. */
  private final Optional<RunFacts> facts;

  Boot(BootEnvironment environment, BootSnapshot snapshot, Optional<RunFacts> facts) {
    this.environment = environment;
    this.snapshot = snapshot;
    this.facts = facts;
  }

  /**
   * Decides as {@code kernel} will on {@code machine}.
   *
   * @throws org.earlymap.boot.decide.BootException where this kernel does not boot on this machine,
   *     or is older than Linux 6.9
   */
  public static DecidedBoot of(KernelBuild kernel, Machine machine) {
    return new DecidedBoot(BootEnvironment.resolve(TraitsByRun.asked(kernel), machine));
  }

  /** The kernel, the machine, and what was decided before a table was written. */
  public BootEnvironment environment() {
    return environment;
  }

  /** The memory that holds the tables, the registers, and the pieces that the tables are in. */
  public BootSnapshot snapshot() {
    return snapshot;
  }

  /** Where walks can start: the kernel's own tables, its ID map, and others at late stages. */
  public List<TableRoot> roots() {
    return snapshot.roots();
  }

  /**
   * A walker of the tables beneath a root, as a CPU with the registers of this stage reads them.
   *
   * @param root one of {@link #roots}, such as {@code swapper_pg_dir}
   * @throws IllegalArgumentException where there is no such root at this stage
   */
  public TableWalker walker(String root) {
    for (TableRoot known : roots()) {
      if (known.name().equals(root)) {
        return snapshot.walker(known);
      }
    }
    throw new IllegalArgumentException(
        "there is no root "
            + root
            + " at "
            + snapshot.stage().label()
            + ", only "
            + String.join(", ", roots().stream().map(TableRoot::name).toList()));
  }

  /**
   * Translates a virtual address as the CPU does at this stage, through the table that the half's
   * base register points to. Once the kernel has left its ID map (from {@link Stage#PAGING_INIT}
   * on) nothing in the lower half translates; a {@link #walker} still reads {@code idmap_pg_dir}.
   */
  public Translation translate(long va) {
    VaHalf half = va < 0 ? VaHalf.UPPER : VaHalf.LOWER;
    Optional<TableWalker> walker = walker(half);
    return walker.isPresent()
        ? walker.get().translate(va)
        : new Translation.Faulting(
            va, List.of(), FaultType.TRANSLATION, snapshot.registers().regime(half).rootLevel());
  }

  /**
   * A walker of the tables that the base register of {@code half} points to; empty where it points
   * to none of this boot's. The kernel's own tables are those of {@link VaHalf#UPPER}.
   */
  public Optional<TableWalker> walker(VaHalf half) {
    return installed(half).map(snapshot::walker);
  }

  /** All that the kernel's own tables map, in the order of virtual addresses. */
  public List<Mapping> mappings() {
    return walker(VaHalf.UPPER).map(TableWalker::mappings).orElseGet(List::of);
  }

  /** The root that the base register of {@code half} points to; with the MMU off, the ID map. */
  private Optional<TableRoot> installed(VaHalf half) {
    Optional<Ttbr> base = snapshot.registers().ttbr(half);
    for (TableRoot root : roots()) {
      boolean reached = base.isEmpty() || snapshot.registers().rootAddress(half) == root.pa();
      if (root.half() == half && reached) {
        return Optional.of(root);
      }
    }
    return Optional.empty();
  }

  /**
   * Writes the images and {@code manifest.json} into a folder, which is made if it does not exist.
   * An earlier build in it is replaced, and stays where this fails.
   *
   * @return the manifest that was written
   * @throws IOException where the folder cannot be written, or another run writes there
   */
  public BuildManifest writeTo(Path folder) throws IOException {
    ManifestOfBoot description = new ManifestOfBoot(environment, assumptions());
    try (BuildWriter writer = BuildWriter.into(folder)) {
      if (facts.isPresent()) {
        RunFacts found = facts.get();
        ManifestOfRun run =
            new ManifestOfRun(
                environment.kernel(), environment.machine(), assumptions(), "its own code");
        return writer.write(snapshot, images -> run.describe(snapshot, found, images));
      }
      return writer.write(snapshot, images -> description.describe(snapshot, images));
    }
  }

  /** What nobody said of the machine, and how it was taken, a sentence each. */
  public List<String> assumptions() {
    List<String> assumptions = new ArrayList<>();
    Placement placement = environment.machine().placement();
    if (placement.loadAssumed()) {
      assumptions.add("load address: " + Hex.of(placement.loadAddress()));
    }
    if (placement.fdtAssumed()) {
      assumptions.add("FDT address: " + Hex.of(placement.fdtAddress()));
    }
    if (environment.decisions().seedUnknown()) {
      assumptions.add("KASLR: no seed; this CPU has FEAT_RNG, so the kernel would draw one");
    }
    return assumptions;
  }

  /** Lets go of the tables. */
  @Override
  public void close() {
    snapshot.close();
  }

  @Override
  public String toString() {
    return DecidedBoot.title(environment) + " at " + snapshot.stage().label();
  }
}
