// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.arch.IndirectPermissions;
import org.earlymap.arch.Mair;
import org.earlymap.arch.Sctlr;
import org.earlymap.arch.Tcr;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.Ttbr;
import org.earlymap.arch.VaHalf;
import org.earlymap.boot.stage.TableRoot;
import org.earlymap.build.BuildManifest;
import org.earlymap.build.MemoryImage;
import org.earlymap.format.UnsignedNumber;
import org.earlymap.table.TableTree;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Memory to read tables in, and the registers to read them with. */
public final class ImageOptions {
  @Parameters(
      index = "0",
      paramLabel = "IMAGE",
      description = {
        "A build (its folder or manifest.json), an ELF core (QEMU's dump-guest-memory, kdump), or"
            + " plain memory as FILE@ADDRESS."
      })
  private String image = "";

  @Option(
      names = "--memory",
      paramLabel = "FILE[@ADDRESS]",
      description = "More memory beside IMAGE (repeatable).")
  private List<String> more = new ArrayList<>();

  @Option(names = "--big-endian", description = "Descriptors in plain memory are big endian.")
  private boolean bigEndian;

  @Option(
      names = "--tcr",
      paramLabel = "VALUE",
      converter = AddressConverter.class,
      description = "TCR_EL1; taken from a build or from a core's vmcoreinfo where it can be.")
  private Optional<Long> tcr = Optional.empty();

  @Option(
      names = "--ttbr1",
      paramLabel = "VALUE",
      converter = AddressConverter.class,
      description = "TTBR1_EL1.")
  private Optional<Long> ttbr1 = Optional.empty();

  @Option(
      names = "--ttbr0",
      paramLabel = "VALUE",
      converter = AddressConverter.class,
      description = "TTBR0_EL1.")
  private Optional<Long> ttbr0 = Optional.empty();

  @Option(
      names = "--mair",
      paramLabel = "VALUE",
      converter = AddressConverter.class,
      description = "MAIR_EL1; the default is what Linux programs.")
  private Optional<Long> mair = Optional.empty();

  @Option(
      names = "--sctlr",
      paramLabel = "VALUE",
      converter = AddressConverter.class,
      description = "SCTLR_EL1, for WXN.")
  private Optional<Long> sctlr = Optional.empty();

  @Option(
      names = "--pir",
      paramLabel = "VALUE",
      converter = AddressConverter.class,
      description = "PIR_EL1, where TCR2_EL1.PIE is set; needs --pire0.")
  private Optional<Long> pir = Optional.empty();

  @Option(
      names = "--pire0",
      paramLabel = "VALUE",
      converter = AddressConverter.class,
      description = "PIRE0_EL1.")
  private Optional<Long> pire0 = Optional.empty();

  @Option(
      names = "--root",
      paramLabel = "NAME|ADDRESS",
      description = "The root table: a build's root by name, or a physical address.")
  private Optional<String> root = Optional.empty();

  @Option(
      names = "--half",
      paramLabel = "HALF",
      description = "Which half the tables translate: upper (default) or lower.")
  private Optional<VaHalf> half = Optional.empty();

  /** Opens all files as one memory, with the registers that the options give or change. */
  public MemoryImage open() throws IOException {
    List<String> files = new ArrayList<>();
    files.add(image);
    files.addAll(more);
    ByteOrder order = bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    return openAll(files.toArray(new String[0]), order);
  }

  /**
   * The tables to read.
   *
   * @throws UnusableOptionException where nothing says which they are
   */
  public TableTree tree(MemoryImage opened) {
    Optional<TableRoot> named = named(opened);
    VaHalf chosen = half.or(() -> named.map(TableRoot::half)).orElse(VaHalf.UPPER);
    return tree(opened, chosen, named);
  }

  /** The tables that translate {@code va}, where no option says which they are. */
  public TableTree treeFor(MemoryImage opened, long va) {
    if (root.isPresent() || half.isPresent()) {
      return tree(opened);
    }
    return tree(opened, VaHalf.of(va), Optional.empty());
  }

  /**
   * Whether {@code tree} is the empty table that a build has in TTBR0 once the kernel runs without
   * its ID map, and that none of its images holds.
   */
  public boolean leavesOutRoot(MemoryImage opened, TableTree tree) {
    return tree.half() == VaHalf.LOWER
        && !opened.memory().contains(tree.root(), Long.BYTES)
        && opened.manifest().flatMap(manifest -> manifest.root("idmap_pg_dir")).isPresent()
        && opened
            .registers()
            .filter(own -> own.rootAddress(VaHalf.LOWER) == tree.root())
            .isPresent();
  }

  private TableTree tree(MemoryImage opened, VaHalf chosen, Optional<TableRoot> named) {
    TranslationRegisters registers = registers(opened);
    if (named.isPresent()) {
      TableRoot from = named.get();
      return new TableTree(
          chosen,
          from.regime(),
          from.pa(),
          Math.min(registers.tcr().ipsBits(), from.regime().format().outputBits()),
          registers.permissions(chosen),
          registers.mair(),
          registers.tcr().hardwareAccessFlag());
    }
    if (registers.tcr().value() == 0) {
      throw new UnusableOptionException(
          "nothing says how to read the tables: give --tcr and --ttbr1 (this IMAGE brings no"
              + " registers)");
    }
    TableTree tree = TableTree.of(registers, chosen);
    OptionalLong address = root.map(UnsignedNumber::parse).orElse(OptionalLong.empty());
    return address.isPresent() ? tree.withRoot(address.getAsLong()) : tree;
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

  private TranslationRegisters registers(MemoryImage opened) {
    TranslationRegisters own =
        opened
            .registers()
            .orElse(
                new TranslationRegisters(
                    new Tcr(0),
                    Mair.LINUX,
                    new Sctlr(0),
                    new Ttbr(0),
                    new Ttbr(0),
                    Optional.empty()));
    if (pir.isPresent() != pire0.isPresent()) {
      throw new UnusableOptionException("--pir and --pire0 go together");
    }
    Optional<IndirectPermissions> indirect =
        pir.map(value -> new IndirectPermissions(value, pire0.orElse(0L)));
    return new TranslationRegisters(
        tcr.map(Tcr::new).orElse(own.tcr()),
        mair.map(Mair::new).orElse(own.mair()),
        sctlr.map(Sctlr::new).orElse(own.sctlr()),
        ttbr0.map(Ttbr::new).orElse(own.ttbr0()),
        ttbr1.map(Ttbr::new).orElse(own.ttbr1()),
        indirect.or(own::indirect));
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
