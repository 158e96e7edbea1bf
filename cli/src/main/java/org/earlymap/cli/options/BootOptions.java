// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.earlymap.Hex;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.SeedSearch;
import org.earlymap.cpu.CpuModel;
import org.earlymap.format.fdt.BoardDescription;
import org.earlymap.handover.HandoverFolder;
import org.earlymap.handover.RunningSystem;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.machine.Machine;
import org.earlymap.machine.MachineTree;
import org.earlymap.run.BootByCode;
import picocli.CommandLine.Mixin;

/** One boot: which kernel, on which CPU, given what. */
public final class BootOptions {
  @Mixin private KernelOptions kernel = new KernelOptions();
  @Mixin private CpuOptions cpu = new CpuOptions();
  @Mixin private MachineOptions machine = new MachineOptions();

  /**
   * A boot that is ready to be computed.
   *
   * @param environment kernel, machine and what follows from them
   * @param assumptions what was not given and how it was taken, a sentence each
   */
  public record Boot(BootEnvironment environment, List<String> assumptions) {
    /** Copies the list. */
    public Boot {
      assumptions = List.copyOf(assumptions);
    }
  }

  /** Which kernel. */
  public KernelOptions kernel() {
    return kernel;
  }

  /**
   * What a boot is given, with nothing decided.
   *
   * @param kernel the kernel
   * @param machine the machine, the kernel loaded
   * @param deviceTree the blob, where one is given that no option contradicts
   * @param left what firmware has left in memory and registers, to start a run from
   * @param defaults what was not given and how it was taken, the important first
   * @param notes what else of the input is worth saying, a sentence each
   * @param remarks what the device tree has that is passed over
   */
  public record Given(
      KernelBuild kernel,
      Machine machine,
      Optional<ByteBuffer> deviceTree,
      Optional<HandoverFolder> left,
      List<Assumption> defaults,
      List<String> notes,
      List<String> remarks) {
    /** Copies the lists. */
    public Given {
      defaults = List.copyOf(defaults);
      notes = List.copyOf(notes);
      remarks = List.copyOf(remarks);
    }

    /** Defaults and notes, a sentence each. */
    public List<String> assumptions() {
      return Stream.concat(Assumption.texts(defaults).stream(), notes.stream()).toList();
    }

    /** The device tree that the kernel gets: the one that is given, or one made of the machine. */
    public ByteBuffer blob() {
      return deviceTree.orElseGet(() -> ByteBuffer.wrap(MachineTree.of(machine)));
    }

    /** What is missing for the kernel's code to run; empty where nothing is. */
    public Optional<String> obstacle() {
      return machine.uefi().isPresent() && left.isEmpty()
          ? Optional.of("UEFI's memory map is known, and what else the firmware left is not")
          : Optional.empty();
    }

    /**
     * The kernel before its first instruction.
     *
     * @throws org.earlymap.InputException where image or device tree lie outside memory
     */
    public BootByCode enter() {
      obstacle()
          .ifPresent(
              why -> {
                throw new UnusableOptionException("the kernel's code cannot be run: " + why);
              });
      if (left.isPresent()) {
        return BootByCode.enter(kernel, machine, left.get());
      }
      return BootByCode.enter(kernel, machine, blob());
    }

    /**
     * Decides as the kernel will.
     *
     * @throws org.earlymap.InputException where this kernel does not boot on this machine
     */
    public Boot decide() {
      BootEnvironment environment = BootEnvironment.resolve(kernel, machine);
      List<String> all = new ArrayList<>(assumptions());
      if (environment.decisions().seedUnknown()) {
        all.add(
            "KASLR: no seed (no --kaslr-seed, none in the device tree); this CPU has FEAT_RNG, so"
                + " the kernel would draw one");
      }
      all.addAll(remarks);
      return new Boot(environment, all);
    }
  }

  /**
   * Reads kernel, CPU and board.
   *
   * @throws org.earlymap.InputException where one cannot be used
   */
  public Given given() throws IOException {
    KernelBuild image = kernel.load(machine.config());
    Optional<CpuModel> shown = machine.cpu();
    CpuModel model = cpu.isAssumed() && shown.isPresent() ? cpu.changed(shown.get()) : cpu.load();
    Optional<BoardDescription> tree = machine.tree();
    Machine unseeded = machine.machine(model, tree).loadedWith(image.symbols());
    Machine loaded = seeded(image, unseeded);
    List<Assumption> defaults = new ArrayList<>();
    if (cpu.isAssumed() && shown.isEmpty()) {
      defaults.add(new Assumption("CPU", model.name(), "--cpu"));
    }
    defaults.addAll(machine.defaults(loaded));
    List<String> notes = new ArrayList<>(CpuOptions.remarks(model));
    notes.addAll(machine.notes(loaded));
    return new Given(
        image,
        loaded,
        loaded.equals(unseeded) ? machine.blob() : Optional.empty(),
        machine.left(),
        defaults,
        notes,
        tree.map(BoardDescription::remarks).orElseGet(List::of));
  }

  /** With a seed that leads to where a running system has the kernel; it has wiped its own. */
  private Machine seeded(KernelBuild image, Machine loaded) throws IOException {
    Optional<RunningSystem> system = machine.system();
    OptionalLong text = system.map(RunningSystem::textVa).orElse(OptionalLong.empty());
    if (text.isEmpty() || loaded.kaslrSeed().orElse(0) != 0) {
      return loaded;
    }
    OptionalLong seed =
        SeedSearch.find(image, loaded, text.getAsLong(), system.orElseThrow().linearOffset());
    if (seed.isEmpty()) {
      throw new UnusableOptionException(
          "no seed of KASLR leads this kernel, loaded at "
              + Hex.of(loaded.loadAddress())
              + ", to "
              + Hex.of(text.getAsLong())
              + " as kallsyms has it: is it the kernel that runs there?");
    }
    return seed.getAsLong() == 0 ? loaded : loaded.withKaslrSeed(seed.getAsLong());
  }

  /**
   * Reads kernel, CPU and board, and decides as the kernel will.
   *
   * @throws org.earlymap.InputException where one cannot be used
   */
  public Boot load() throws IOException {
    return given().decide();
  }
}
