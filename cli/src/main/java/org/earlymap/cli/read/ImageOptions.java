// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.read;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Hex;
import org.earlymap.arch.MissingRegisterException;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.VaHalf;
import org.earlymap.boot.decide.Stage;
import org.earlymap.build.Build;
import org.earlymap.build.BuildManifest;
import org.earlymap.build.MemoryImage;
import org.earlymap.cli.options.UnusableOptionException;
import org.earlymap.cli.output.Progress;
import org.earlymap.cli.picture.BuildView;
import org.earlymap.format.UnsignedNumber;
import org.earlymap.kernel.parts.Evidence;
import org.earlymap.kernel.running.RunningKernel;
import org.earlymap.run.trace.TableWrites;
import org.earlymap.table.TableRoot;
import org.earlymap.table.TableWalker;
import org.earlymap.table.TranslationContext;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Memory to read tables in, and the registers to read them with. */
public final class ImageOptions {
  /** Why a walk of what {@link #leavesOutRoot} names finds nothing. */
  static final String LEFT_OUT_ROOT =
      "the root is reserved_pg_dir, which is empty and not in the build";

  /** And what can be walked. */
  static final String OTHER_ROOT =
      "the kernel has left its ID map, which --root idmap_pg_dir reads";

  @Parameters(
      index = "0",
      paramLabel = "IMAGE",
      description = {
        "A build (its folder or manifest.json), a core (ELF, kdump-compressed, flattened;"
            + " /proc/kcore), or plain memory as FILE@ADDRESS; compressed or not, - is standard"
            + " input."
      })
  private String image = "";

  @Option(
      names = "--memory",
      paramLabel = "FILE[@ADDRESS]",
      description = "More memory beside IMAGE (repeatable).")
  private List<String> more = new ArrayList<>();

  @Option(names = "--big-endian", description = "Descriptors in plain memory are big endian.")
  private boolean bigEndian;

  @Mixin private RegisterOptions given = new RegisterOptions();

  private static final long LEAST_TABLE = 64;

  @Option(
      names = "--root",
      paramLabel = "NAME|ADDRESS",
      description = "The root table: a build's root by name, or a physical address.")
  private Optional<String> root = Optional.empty();

  @Option(
      names = "--half",
      paramLabel = "HALF",
      description =
          "Which half the tables translate: upper or lower. Default: that of the root, or of each"
              + " address.")
  private Optional<VaHalf> half = Optional.empty();

  /**
   * Opens all files as one memory. Where neither they nor the options bring registers, the kernel
   * in the memory is looked for, and {@code err} is told what was found.
   */
  public MemoryImage open(PrintWriter err) throws IOException {
    List<String> files = new ArrayList<>();
    files.add(image);
    files.addAll(more);
    ByteOrder order = bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    given.read();
    MemoryImage opened = openAll(files.toArray(new String[0]), order);
    if (opened.registers().isPresent() || given.isEnough(root.isPresent())) {
      opened.kernel().filter(kernel -> !kernel.maps()).ifPresent(kernel -> print(kernel, err));
      return opened;
    }
    try (Progress progress = Progress.start(err, "reading the memory")) {
      progress.step("looking for a kernel in the memory");
      opened = opened.withKernelInMemory();
    }
    opened.kernel().ifPresent(kernel -> print(kernel, err));
    return opened;
  }

  private static void print(RunningKernel kernel, PrintWriter err) {
    err.println(
        "earlymap: found "
            + kernel.release().map(release -> "Linux " + release).orElse("a kernel")
            + (kernel.maps()
                ? ", whose tables map it to where it lies"
                : "; doubtful, since the tables there do not map it to where it should lie"));
    for (Evidence each : kernel.evidence()) {
      err.println("earlymap:   " + each.item() + " " + each.value() + ", by " + each.source());
    }
    err.println("earlymap:   kimage_voffset " + Hex.of(kernel.kimageVoffset()));
    kernel
        .kaslrOffset()
        .ifPresent(offset -> err.println("earlymap:   KASLR offset " + Hex.of(offset)));
  }

  /** What is read first, as it was given. */
  public String image() {
    return image;
  }

  /** Who wrote the descriptors, where IMAGE is a build that was traced. */
  public Optional<TableWrites> writes(MemoryImage opened) throws IOException {
    boolean traced = opened.manifest().flatMap(BuildManifest::trace).isPresent();
    return traced ? Build.trace(Path.of(image)) : Optional.empty();
  }

  /**
   * What a page shows: all roots of a build, or the tables of {@code walker} alone where an option
   * chose them or there is no build.
   */
  BuildView view(MemoryImage opened, TableWalker walker, Optional<TableWrites> writes) {
    List<BuildView.Root> roots = new ArrayList<>();
    boolean all = opened.manifest().isPresent() && root.isEmpty() && half.isEmpty();
    if (all) {
      BuildManifest manifest = opened.manifest().get();
      for (TableRoot each : manifest.roots()) {
        TranslationContext context = TranslationContext.of(manifest.registers(), each);
        roots.add(new BuildView.Root(each.name(), new TableWalker(opened.memory(), context)));
      }
    } else {
      String name = root.orElse("Tables at " + Hex.of(walker.context().root()));
      roots.add(new BuildView.Root(name, walker));
    }
    return new BuildView(image, opened.manifest(), roots, writes);
  }

  /**
   * The tables to read.
   *
   * @throws UnusableOptionException where nothing says which they are
   */
  public TranslationContext context(MemoryImage opened) {
    Optional<TableRoot> named =
        named(opened).or(() -> planned(opened, half)).or(() -> inOnlyHalf(opened));
    VaHalf chosen = half.or(() -> named.map(TableRoot::half)).orElse(VaHalf.UPPER);
    return context(opened, chosen, named);
  }

  /** The root of a plan's tables in {@code wanted}, or the only one, where no option says which. */
  private Optional<TableRoot> planned(MemoryImage opened, Optional<VaHalf> wanted) {
    List<TableRoot> roots =
        opened
            .manifest()
            .filter(manifest -> root.isEmpty() && manifest.plan().isPresent())
            .map(BuildManifest::roots)
            .orElse(List.of());
    return roots.stream()
        .filter(each -> wanted.isEmpty() || wanted.get() == each.half())
        .findFirst()
        .or(() -> roots.stream().findFirst());
  }

  /**
   * The tables at the address that an option gives, in a plan whose address space has no upper
   * half: read as its own are, since TCR_EL1's form does not say at which level stage 2 starts.
   */
  private Optional<TableRoot> inOnlyHalf(MemoryImage opened) {
    OptionalLong address = root.map(UnsignedNumber::parse).orElse(OptionalLong.empty());
    Optional<BuildManifest> manifest =
        opened.manifest().filter(build -> !build.registers().kind().hasUpperHalf());
    if (address.isEmpty() || manifest.isEmpty()) {
      return Optional.empty();
    }
    TableRoot own = manifest.get().roots().get(0);
    requireAligned(address.getAsLong(), own.regime());
    return Optional.of(new TableRoot(own.name(), address.getAsLong(), own.half(), own.regime()));
  }

  /** The tables that translate {@code va}, where no option says which they are. */
  public TranslationContext contextFor(MemoryImage opened, long va) {
    if (root.isPresent() || half.isPresent()) {
      return context(opened);
    }
    Optional<TableRoot> planned = planned(opened, Optional.of(VaHalf.of(va)));
    return context(opened, planned.map(TableRoot::half).orElse(VaHalf.of(va)), planned);
  }

  /**
   * Whether {@code context} is the empty table that a build has in TTBR0 once the kernel runs
   * without its ID map, and that none of its images holds.
   */
  public boolean leavesOutRoot(MemoryImage opened, TranslationContext context) {
    return context.half() == VaHalf.LOWER
        && !opened.memory().contains(context.root(), Long.BYTES)
        && opened.manifest().flatMap(manifest -> manifest.root("idmap_pg_dir")).isPresent()
        && opened
            .registers()
            .filter(own -> own.ttbr0().isPresent())
            .filter(own -> own.rootAddress(VaHalf.LOWER) == context.root())
            .isPresent();
  }

  private TranslationContext context(MemoryImage opened, VaHalf chosen, Optional<TableRoot> named) {
    OptionalLong address = root.map(UnsignedNumber::parse).orElse(OptionalLong.empty());
    boolean needsBase = named.isEmpty() && address.isEmpty();
    TranslationRegisters registers = given.over(opened.registers(), chosen, needsBase);
    if (named.isPresent()) {
      TableRoot from = named.get();
      return TranslationContext.of(
          registers, new TableRoot(from.name(), from.pa(), chosen, from.regime()));
    }
    if (address.isPresent()) {
      TranslationContext context = TranslationContext.of(registers, chosen, address.getAsLong());
      requireAligned(address.getAsLong(), context.regime());
      return context;
    }
    try {
      return TranslationContext.of(registers, chosen);
    } catch (MissingRegisterException e) {
      throw new UnusableOptionException(whereTablesAre(opened, chosen), e);
    }
  }

  /** A table lies at a multiple of its size, the smallest at one of 64 bytes (TTBR's BADDR). */
  private static void requireAligned(long pa, TranslationRegime regime) {
    long size = Math.max(LEAST_TABLE, Long.highestOneBit(2 * regime.rootBytes() - 1));
    if ((pa & (size - 1)) != 0) {
      throw new UnusableOptionException(
          String.format(
              Locale.ROOT,
              "--root: found 0x%x, expected a multiple of %d, the size of the root table",
              pa,
              size));
    }
  }

  private static String whereTablesAre(MemoryImage opened, VaHalf chosen) {
    String option = "--" + chosen.register().toLowerCase(Locale.ROOT);
    if (opened.manifest().isPresent()) {
      List<String> names = opened.manifest().get().roots().stream().map(TableRoot::name).toList();
      return "the MMU is off at stage "
          + opened.manifest().get().stage().map(Stage::label).orElse("plan")
          + ", so that no register holds a root: give --root, one of "
          + names
          + ", or "
          + option;
    }
    return option + " is needed: nothing in IMAGE says where the root table of that half is";
  }

  /** A root that is chosen by name, or the build's own that its registers point to. */
  private Optional<TableRoot> named(MemoryImage opened) {
    if (root.isEmpty() || UnsignedNumber.parse(root.get()).isPresent()) {
      return Optional.empty();
    }
    List<TableRoot> roots = opened.manifest().map(BuildManifest::roots).orElse(List.of());
    for (TableRoot each : roots) {
      if (each.name().equals(root.get())) {
        return Optional.of(each);
      }
    }
    List<String> names = roots.stream().map(TableRoot::name).toList();
    throw new UnusableOptionException(
        "--root: found '" + root.get() + "', expected a physical address or one of " + names);
  }

  /**
   * Opens several files as one memory.
   *
   * @param order the byte order of the descriptors in plain memory
   */
  public static MemoryImage openAll(String[] files, ByteOrder order) throws IOException {
    MemoryImage opened = open(files[0], order);
    for (int i = 1; i < files.length; i++) {
      opened = opened.and(open(files[i], order));
    }
    return opened;
  }

  private static MemoryImage open(String file, ByteOrder order) throws IOException {
    int at = file.lastIndexOf('@');
    OptionalLong base =
        at < 0 ? OptionalLong.empty() : UnsignedNumber.parse(file.substring(at + 1));
    if (base.isEmpty() || Files.exists(Path.of(file))) {
      return MemoryImage.open(Path.of(file), OptionalLong.empty(), order);
    }
    return MemoryImage.open(Path.of(file.substring(0, at)), base, order);
  }
}
