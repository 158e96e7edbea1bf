// SPDX-License-Identifier: Apache-2.0
package org.earlymap.run;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Range;
import org.earlymap.a64.CpuProfile;
import org.earlymap.a64.CpuState;
import org.earlymap.a64.Stop;
import org.earlymap.arch.IndirectPermissions;
import org.earlymap.arch.Mair;
import org.earlymap.arch.Sctlr;
import org.earlymap.arch.Tcr;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.Ttbr;
import org.earlymap.arch.VaHalf;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.handover.HandoverFolder;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.machine.Machine;
import org.earlymap.machine.MachineTree;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.table.TableRoot;
import org.earlymap.table.TableWalker;
import org.earlymap.table.Translation;
import org.earlymap.table.TranslationContext;

/**
 * One boot by the code in the kernel's file: the code is executed from its entry to where a stage
 * ends, and memory and registers are what it left. Nothing is known of Linux but where stages end
 * and what its roots are called.
 */
public final class BootByCode {
  /** Far more than any boot to {@code bootmem_init} takes: stock kernels take 36 million. */
  public static final long USUAL_MOST_INSTRUCTIONS = 4_000_000_000L;

  /** TCR2_EL1.PIE (Arm ARM D24.2.189). */
  private static final long TCR2_PIE = 1 << 1;

  /** The width of the ID map, which {@code bootmem_init} no longer finds in TCR_EL1.T0SZ. */
  private static final int IDMAP_VA_BITS = 48;

  private final KernelBuild kernel;
  private final KernelRun run;

  private BootByCode(KernelBuild kernel, KernelRun run) {
    this.kernel = kernel;
    this.run = run;
  }

  /**
   * Whether the file holds code that makes tables up to {@code stage}; a sentence's end that says
   * what is missing where it does not.
   */
  public static Optional<String> obstacle(KernelBuild kernel, Stage stage) {
    if (stage == Stage.RODATA_RO) {
      return Optional.of("its code runs on for long before it is at " + stage.label());
    }
    if (kernel
        .symbols()
        .findAny("create_init_idmap", "create_idmap", "__create_page_tables")
        .isEmpty()) {
      return Optional.of("the file holds no code that makes an ID map");
    }
    boolean named = kernel.symbols().findAny("init_idmap_pg_dir", "idmap_pg_dir").isPresent();
    if (!stage.includes(Stage.EARLY_MAP) && !named) {
      return Optional.of("the file's symbols do not name the first ID map");
    }
    for (Stage step : Stage.values()) {
      if (stage.includes(step)) {
        Optional<StageEnd> end = StageEnd.of(kernel, step);
        if (end.isEmpty()) {
          return Optional.of("the file holds no code that ends " + step.label());
        }
        if (!holdsCode(kernel, end.get().address())) {
          return Optional.of("the file leaves out the bytes of " + end.get().symbol());
        }
      }
    }
    return holdsCode(kernel, kernel.symbols().require("_text"))
        ? Optional.empty()
        : Optional.of("the file leaves out the bytes of _text");
  }

  private static boolean holdsCode(KernelBuild kernel, long address) {
    return kernel.contents().at(address, Integer.BYTES).map(word -> word.u32(0) != 0).orElse(false);
  }

  /**
   * Enters {@code kernel} on {@code machine}, whose device tree is made of what the machine says.
   *
   * @throws KernelRunException where the image or the device tree lies outside memory
   */
  public static BootByCode enter(KernelBuild kernel, Machine machine) {
    return enter(kernel, machine, ByteBuffer.wrap(MachineTree.of(machine)));
  }

  /**
   * Enters {@code kernel} on {@code machine}.
   *
   * @param deviceTree the blob that lies at the machine's address for it
   * @throws KernelRunException where the image or the device tree lies outside memory
   */
  public static BootByCode enter(KernelBuild kernel, Machine machine, ByteBuffer deviceTree) {
    KernelEntry entry =
        new KernelEntry(
            LoadedImage.of(kernel),
            machine.loadAddress(),
            machine.banks(),
            deviceTree,
            machine.fdtAddress(),
            Optional.empty(),
            machine.bootEl());
    try {
      return new BootByCode(
          kernel, KernelRun.enter(entry, CpuProfile.of(machine.cpu(), machine.bootEl())));
    } catch (IndexOutOfBoundsException e) {
      throw new KernelRunException(
          "the image or the device tree lies outside memory: " + e.getMessage());
    }
  }

  /**
   * Enters {@code kernel} where firmware has left memory and registers.
   *
   * @param machine its banks are those of the memory that was left, its places where image and
   *     device tree are in it
   * @throws KernelRunException where the image, the device tree or what was left lies outside
   *     memory, or a register is none
   */
  public static BootByCode enter(KernelBuild kernel, Machine machine, HandoverFolder given) {
    return new BootByCode(kernel, enter(LoadedImage.of(kernel), machine, given));
  }

  /** The same of an image of which no more is known. */
  public static KernelRun enter(ByteBuffer image, Machine machine, HandoverFolder given) {
    ByteBuffer tree =
        given
            .fdt()
            .map(bytes -> ByteBuffer.wrap(bytes.copy(0, (int) bytes.size())))
            .orElseGet(() -> ByteBuffer.wrap(MachineTree.of(machine)));
    KernelEntry entry =
        new KernelEntry(
            image,
            machine.loadAddress(),
            machine.banks(),
            tree,
            machine.fdtAddress(),
            Optional.empty(),
            machine.bootEl());
    CpuProfile cpu = CpuProfile.of(machine.cpu(), machine.bootEl());
    try {
      KernelRun run = KernelRun.enter(entry, EntryRegisters.of(given.registers()).identify(cpu));
      run.take(given);
      return run;
    } catch (IndexOutOfBoundsException e) {
      throw new KernelRunException(
          "the image, the device tree or what the firmware left lies outside memory: "
              + e.getMessage());
    }
  }

  /**
   * Runs on to the end of {@code stage}.
   *
   * @param most how many instructions to execute at most
   * @return {@link Stop.Reached}, or why the kernel did not come there
   */
  public Stop runTo(Stage stage, long most) {
    StageEnd end = StageEnd.of(kernel, stage).orElseThrow();
    return run.runTo(end.address() - kernel.symbols().require("_text"), most);
  }

  /**
   * Runs on until the instruction at a distance from {@code _text} is about to be executed.
   *
   * @param most how many instructions to execute at most
   */
  public Stop runToDistance(long distance, long most) {
    return run.runTo(distance, most);
  }

  /**
   * Runs on until the instruction at a virtual address is about to be executed.
   *
   * @param most how many instructions to execute at most
   */
  public Stop runToVirtual(long va, long most) {
    return run.runToVirtual(va, most);
  }

  /** The kernel that runs. */
  public KernelBuild kernel() {
    return kernel;
  }

  /** The run itself. */
  public KernelRun run() {
    return run;
  }

  /**
   * Memory and registers as they are now, which is at the end of {@code stage}. The tables are not
   * copied: they are to be read before the kernel runs on.
   *
   * @throws KernelRunException where the kernel's symbols name tables outside the board's memory
   */
  public BootSnapshot snapshot(Stage stage) {
    try {
      return snapshotOf(stage);
    } catch (IndexOutOfBoundsException e) {
      throw new KernelRunException(
          "the kernel's symbols leave its tables outside of memory: " + e.getMessage());
    }
  }

  private BootSnapshot snapshotOf(Stage stage) {
    TranslationRegisters registers = registers(stage);
    List<TableRoot> roots = roots(stage, registers);
    PhysicalMemory all = memory();
    ReachedTables reached = ReachedTables.of(all, registers, roots);
    TablePieces pieces = new TablePieces(kernel, textPa(), run.memory(), reached);
    return pieces.snapshot(stage, byteOrder(), registers, roots, memstartAddr(stage));
  }

  /**
   * What the kernel has decided, read off its tables and registers. While the MMU is off nothing
   * shows yet: the run goes on to the end of {@link Stage#EARLY_MAP} then.
   *
   * @param snapshot the last that was made
   * @throws KernelRunException as {@link #snapshot}
   */
  public RunFacts facts(BootSnapshot snapshot) {
    boolean later = snapshot.registers().ttbr1().isEmpty();
    if (later && runTo(Stage.EARLY_MAP, USUAL_MOST_INSTRUCTIONS) instanceof Stop.Reached) {
      return RunFacts.of(kernel, textPa(), snapshot(Stage.EARLY_MAP), memory());
    }
    return RunFacts.of(kernel, textPa(), snapshot, memory());
  }

  private PhysicalMemory memory() {
    return run.memory().asPhysicalMemory(byteOrder());
  }

  private ByteOrder byteOrder() {
    return kernel.config().bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  private long textPa() {
    return run.entry().loadAddress();
  }

  private TranslationRegisters registers(Stage stage) {
    CpuState cpu = run.state();
    // A kernel that stays at EL2 has there what others have at EL1 (FEAT_VHE).
    String el = cpu.el() == 2 ? "_EL2" : "_EL1";
    boolean on = stage.includes(Stage.EARLY_MAP);
    boolean indirect = (cpu.get("TCR2" + el) & TCR2_PIE) != 0;
    return new TranslationRegisters(
        new Tcr(cpu.get("TCR" + el)),
        new Mair(cpu.get("MAIR" + el)),
        new Sctlr(cpu.get("SCTLR" + el)),
        on ? Optional.of(new Ttbr(cpu.get("TTBR0" + el))) : Optional.empty(),
        on ? Optional.of(new Ttbr(cpu.get("TTBR1" + el))) : Optional.empty(),
        indirect
            ? Optional.of(new IndirectPermissions(cpu.get("PIR" + el), cpu.get("PIRE0" + el)))
            : Optional.empty());
  }

  private List<TableRoot> roots(Stage stage, TranslationRegisters registers) {
    List<TableRoot> roots = new ArrayList<>();
    boolean permanent = stage.includes(Stage.PAGING_INIT);
    String lower = permanent ? "idmap_pg_dir" : "init_idmap_pg_dir";
    OptionalLong idmap = kernel.symbols().findAny(lower, "idmap_pg_dir");
    TranslationRegime regime = registers.regime(VaHalf.LOWER);
    if (permanent) {
      regime = new TranslationRegime(regime.granule(), IDMAP_VA_BITS, regime.format());
    }
    Optional<TableRoot> own =
        stage.includes(Stage.EARLY_MAP)
            ? Optional.of(
                new TableRoot(
                    "swapper_pg_dir",
                    registers.rootAddress(VaHalf.UPPER),
                    VaHalf.UPPER,
                    registers.regime(VaHalf.UPPER)))
            : Optional.empty();
    if (permanent) {
      own.ifPresent(roots::add);
    }
    if (idmap.isPresent()) {
      roots.add(new TableRoot(lower, paOf(idmap.getAsLong()), VaHalf.LOWER, regime));
    } else if (!permanent && registers.ttbr0().isPresent()) {
      // The symbol is not known; until bootmem_init the register points there.
      roots.add(new TableRoot(lower, registers.rootAddress(VaHalf.LOWER), VaHalf.LOWER, regime));
    }
    if (!permanent) {
      own.ifPresent(roots::add);
    }
    return roots;
  }

  private OptionalLong memstartAddr(Stage stage) {
    OptionalLong symbol = kernel.symbols().find("memstart_addr");
    if (!stage.includes(Stage.PAGING_INIT) || symbol.isEmpty()) {
      return OptionalLong.empty();
    }
    long value = run.memory().readLong(paOf(symbol.getAsLong()));
    boolean big = byteOrder() == ByteOrder.BIG_ENDIAN;
    return OptionalLong.of(big ? Long.reverseBytes(value) : value);
  }

  /** The 8 bytes at a virtual address, in the kernel's byte order; empty where none are mapped. */
  public Optional<Long> readVirtual(long va) {
    OptionalLong pa = run.processor().physical(va);
    if (pa.isEmpty() || pa.getAsLong() % Long.BYTES != 0) {
      return Optional.empty();
    }
    long value = run.memory().readLong(pa.getAsLong());
    return Optional.of(byteOrder() == ByteOrder.BIG_ENDIAN ? Long.reverseBytes(value) : value);
  }

  /** What the CPU finds as it translates {@code va} now; empty while the MMU is off. */
  public Optional<Translation> translate(long va) {
    CpuState cpu = run.state();
    if ((cpu.get(cpu.el() == 2 ? "SCTLR_EL2" : "SCTLR_EL1") & 1) == 0) {
      return Optional.empty();
    }
    TranslationContext context =
        TranslationContext.of(registers(Stage.EARLY_MAP), va < 0 ? VaHalf.UPPER : VaHalf.LOWER);
    return Optional.of(new TableWalker(memory(), context).translate(va));
  }

  /**
   * The distance from {@code _text} of what the CPU finds at a virtual address; empty where it
   * finds nothing of the image there.
   */
  public OptionalLong distance(long va) {
    OptionalLong pa = run.processor().physical(va);
    if (pa.isEmpty()) {
      return OptionalLong.empty();
    }
    long distance = pa.getAsLong() - textPa();
    long size = kernel.symbols().find("_end").orElse(0) - kernel.symbols().require("_text");
    return Long.compareUnsigned(distance, size) < 0
        ? OptionalLong.of(distance)
        : OptionalLong.empty();
  }

  private long paOf(long linked) {
    return linked - kernel.symbols().require("_text") + textPa();
  }

  /** Which memory has been written, the loaded files included. */
  public List<Range> touched() {
    return run.memory().touched();
  }
}
