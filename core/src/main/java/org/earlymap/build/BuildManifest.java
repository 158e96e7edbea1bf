// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Range;
import org.earlymap.arch.Granule;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot.Predicted;
import org.earlymap.format.Bytes;
import org.earlymap.layout.AddressRegion;
import org.earlymap.machine.Machine;
import org.earlymap.machine.Reservation;
import org.earlymap.plan.PlanSpace;
import org.earlymap.plan.PlannedTables;
import org.earlymap.table.TableRoot;

/**
 * What {@code manifest.json} says of a build; schema {@code earlymap.manifest/1}.
 *
 * @param stage the point of the boot; empty for the tables of a plan
 * @param kernel which kernel; empty for the tables of a plan
 * @param boot what was decided
 * @param assumptions what was not given and how it was taken, a sentence each
 * @param registers the boot CPU's translation registers
 * @param roots where walks can start
 * @param images the files beside the manifest
 * @param machine what the kernel was given; manifests of earlier versions do not say
 * @param predicted address ranges whose contents only a running kernel picks
 * @param engine what computed it, and why; manifests of earlier versions do not say
 * @param trace the file that says who wrote the descriptors, where it was asked for
 * @param plan which plan, where the tables are those of one
 * @param emitted the files beside the images that other tools load
 * @param regions the address space by name, as the layout of the kernel on its machine; none for a
 *     plan, and in manifests of earlier versions
 */
public record BuildManifest(
    Optional<Stage> stage,
    Optional<Kernel> kernel,
    Boot boot,
    List<String> assumptions,
    TranslationRegisters registers,
    List<TableRoot> roots,
    List<Image> images,
    Optional<Given> machine,
    List<Predicted> predicted,
    Optional<Engine> engine,
    Optional<Trace> trace,
    Optional<Planned> plan,
    List<Emitted> emitted,
    List<AddressRegion> regions) {

  /** The value of {@code schema}. */
  public static final String SCHEMA = "earlymap.manifest/1";

  /** What the schema of every version starts with. */
  static final String SCHEMA_OF_ANY_VERSION = "earlymap.manifest/";

  /** The file's name. */
  public static final String FILE_NAME = "manifest.json";

  /** Copies the lists. */
  public BuildManifest {
    assumptions = List.copyOf(assumptions);
    roots = List.copyOf(roots);
    images = List.copyOf(images);
    predicted = List.copyOf(predicted);
    emitted = List.copyOf(emitted);
    regions = List.copyOf(regions);
  }

  /** That of a boot, before any form of it is emitted. */
  static BuildManifest ofBoot(
      Stage stage,
      Kernel kernel,
      Boot boot,
      List<String> assumptions,
      TranslationRegisters registers,
      List<TableRoot> roots,
      List<Image> images,
      Given machine,
      List<Predicted> predicted,
      Engine engine,
      List<AddressRegion> regions) {
    return new BuildManifest(
        Optional.of(stage),
        Optional.of(kernel),
        boot,
        assumptions,
        registers,
        roots,
        images,
        Optional.of(machine),
        predicted,
        Optional.of(engine),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        regions);
  }

  /**
   * That of a plan, whose images were written as {@code images}. What only a kernel decides is
   * zero.
   */
  public static BuildManifest ofPlan(Planned plan, PlannedTables tables, List<Image> images) {
    PlanSpace space = tables.space();
    int bits = space.vaBits().orElseThrow();
    Boot boot =
        new Boot(
            space.granule(),
            bits,
            bits,
            space.paBits(),
            tables.registers().tcr().ds(),
            space.bigEndian(),
            0,
            0,
            0,
            OptionalLong.empty(),
            false);
    return new BuildManifest(
        Optional.empty(),
        Optional.empty(),
        boot,
        List.of(),
        tables.registers(),
        tables.roots(),
        images,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(plan),
        List.of(),
        List.of());
  }

  /** This one with files beside its images: who wrote them, and what other tools load. */
  BuildManifest beside(Optional<Trace> traced, List<Emitted> files) {
    return new BuildManifest(
        stage,
        kernel,
        boot,
        assumptions,
        registers,
        roots,
        images,
        machine,
        predicted,
        engine,
        traced,
        plan,
        files,
        regions);
  }

  /**
   * The plan that tables were made from.
   *
   * @param file its name as given, without folders
   * @param sha256 of the file, lower-case hexadecimal
   * @param program the program's name as given, where there is one
   * @param programSha256 of the program
   */
  public record Planned(
      String file, String sha256, Optional<String> program, Optional<String> programSha256) {
    /** The files as they are. */
    public static Planned of(Path plan, Optional<Path> program) throws IOException {
      Optional<String> hash = Optional.empty();
      if (program.isPresent()) {
        hash = Optional.of(Sha256.of(Bytes.map(program.get())));
      }
      return new Planned(name(plan), Sha256.of(Bytes.map(plan)), program.map(Planned::name), hash);
    }

    private static String name(Path path) {
      return String.valueOf(path.getFileName());
    }
  }

  /**
   * A file that another tool loads.
   *
   * @param form what it is, such as {@code elf}
   * @param file its name beside the manifest
   * @param pa the physical address of its first byte, of memory as it is
   * @param sha256 of the file, lower-case hexadecimal
   */
  public record Emitted(String form, String file, OptionalLong pa, String sha256) {}

  /**
   * What computed the tables.
   *
   * @param name {@code kernel}, the code in the kernel's file, or {@code model}
   * @param reason why that one, the end of a sentence
   */
  public record Engine(String name, String reason) {
    /** The kernel's own code. */
    public static final String KERNEL = "kernel";

    /** What the kernel's sources say. */
    public static final String MODEL = "model";
  }

  /**
   * The kernel that was built for.
   *
   * @param file its name as given, without folders
   * @param sha256 of the file, lower-case hexadecimal
   * @param release its release
   * @param traits every switch and whether it is on, in a fixed order
   */
  public record Kernel(String file, String sha256, String release, Map<String, Boolean> traits) {}

  /**
   * The machine that the kernel was built for.
   *
   * @param cpu its CPU's name
   * @param memory its banks, physical ranges
   * @param reservations what of them the kernel's allocator does not get
   * @param initrd where the initial RAM disk lies
   * @param fdtAddress physical address of the device tree
   * @param fdtSize its total size in bytes
   * @param commandLine of {@code /chosen/bootargs}
   * @param kaslrSeed {@code /chosen/kaslr-seed}
   * @param bootEl the exception level at which the kernel is entered
   */
  public record Given(
      String cpu,
      List<Range> memory,
      List<Reservation> reservations,
      Optional<Range> initrd,
      long fdtAddress,
      long fdtSize,
      String commandLine,
      OptionalLong kaslrSeed,
      int bootEl) {
    /** Copies the lists. */
    public Given {
      memory = List.copyOf(memory);
      reservations = List.copyOf(reservations);
    }

    /** What of {@code machine} a manifest says. */
    public static Given of(Machine machine) {
      return new Given(
          machine.cpuName(),
          machine.banks(),
          machine.reservations(),
          machine.initrd(),
          machine.fdtAddress(),
          machine.fdtSize(),
          machine.bootArgs(),
          machine.kaslrSeed(),
          machine.bootEl());
    }
  }

  /**
   * What the boot decided.
   *
   * @param granule the page size
   * @param vaBits CONFIG_ARM64_VA_BITS
   * @param vaBitsActual the address bits in use
   * @param paBits CONFIG_ARM64_PA_BITS
   * @param lpa2 whether TCR.DS is set
   * @param bigEndian whether descriptors are stored big endian
   * @param loadAddress physical address of {@code _text}
   * @param kaslrOffset how far the image is from its linked address
   * @param kimageVoffset virtual minus physical address of the image
   * @param memstartAddr {@code memstart_addr}, once it is chosen
   * @param useNonGlobalMappings {@code arm64_use_ng_mappings}
   */
  public record Boot(
      Granule granule,
      int vaBits,
      int vaBitsActual,
      int paBits,
      boolean lpa2,
      boolean bigEndian,
      long loadAddress,
      long kaslrOffset,
      long kimageVoffset,
      OptionalLong memstartAddr,
      boolean useNonGlobalMappings) {}

  /**
   * One file of tables.
   *
   * @param name the kernel's symbol for it
   * @param file its name beside the manifest
   * @param pa physical address of its first byte
   * @param size in bytes
   * @param tablePagesUsed how many table pages in it are in use
   * @param sha256 of the file, lower-case hexadecimal
   */
  public record Image(
      String name, String file, long pa, long size, int tablePagesUsed, String sha256) {}

  /**
   * The file that says who wrote the descriptors.
   *
   * @param file its name beside the manifest
   * @param size in bytes
   * @param sha256 of the file, lower-case hexadecimal
   */
  public record Trace(String file, long size, String sha256) {
    /** The file's usual name. */
    static final String FILE_NAME = "trace.bin";
  }

  /** The root of a name. */
  public Optional<TableRoot> root(String name) {
    return roots.stream().filter(root -> root.name().equals(name)).findFirst();
  }
}
