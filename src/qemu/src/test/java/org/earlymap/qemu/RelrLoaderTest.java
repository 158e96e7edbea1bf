// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earlymap.config.KernelConfig;
import org.earlymap.format.Bytes;
import org.earlymap.format.elf.ElfFile;
import org.earlymap.format.elf.ElfSection;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.parts.KernelContents;
import org.earlymap.kernel.parts.KernelSection;
import org.earlymap.kernel.parts.KernelSource;
import org.earlymap.kernel.parts.KernelSymbols;
import org.earlymap.relocate.RelocationTable;
import org.earlymap.relocate.Relocator;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A position-independent program that lld linked with {@code --pack-dyn-relocs=relr}: what glibc's
 * startup code makes of its pointers when it runs, and what lld itself links for another address.
 */
class RelrLoaderTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String POINTERS =
      """
      static int a, b, c;
      static const char *volatile names[] = {"one", "two", "three"};
      extern void *table[200];
      void *table[200] __attribute__((section("pointers"), used)) = {
        &a, &b, 0, &c, (void *)names, 0, 0, (void *)(names + 1), (void *)1234, &table[7],
        [70] = &a, [71] = &b, [130] = &c, [131] = (void *)&names[2], [199] = &table[199]};
      """;
  private static final String PRINTS_ITSELF =
      """
      #include <fcntl.h>
      #include <stdint.h>
      #include <unistd.h>
      extern const char __ehdr_start[] __attribute__((visibility("hidden")));
      int main(int argc, char **argv) {
        uintptr_t base = (uintptr_t)__ehdr_start;
        int file = open(argv[argc - 1], O_WRONLY | O_CREAT, 0600);
        return write(file, &base, 8) != 8 || write(file, table, sizeof table) != sizeof table;
      }
      """;

  @TempDir Path folder;

  @Test
  @RequiresTool({"aarch64-linux-gnu-gcc", "ld.lld", "qemu-aarch64"})
  void equalsWhatTheCLibrarysStartupMakes() throws Exception {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    Path lld = Tool.find("ld.lld").orElseThrow();
    for (String name : new String[] {"ld", "ld.lld"}) {
      Path script = Files.writeString(tools.resolve(name), "#!/bin/sh\nexec " + lld + " \"$@\"\n");
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }
    Files.writeString(folder.resolve("dump.c"), POINTERS + PRINTS_ITSELF);
    tool(
        "aarch64-linux-gnu-gcc",
        "-O1",
        "-static-pie",
        "-fPIE",
        "-fuse-ld=lld",
        "-B" + tools,
        "-Wl,--pack-dyn-relocs=relr",
        "-o",
        "dump",
        "dump.c");
    tool("qemu-aarch64", "./dump", "dumped");
    byte[] dumped = Files.readAllBytes(folder.resolve("dumped"));
    long base = ByteBuffer.wrap(dumped).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertThat(base).isPositive();

    Program program = Program.read(folder.resolve("dump"));

    assertThat(RelocationTable.of(program.image).relrEntries()).isPositive();
    assertThat(program.pointers(base)).isEqualTo(Arrays.copyOfRange(dumped, 8, dumped.length));
  }

  @Test
  @RequiresTool({"aarch64-linux-gnu-gcc", "ld.lld"})
  void equalsTheSameProgramLinkedElsewhere() throws Exception {
    Files.writeString(folder.resolve("pie.c"), POINTERS + "void _start(void) { for (;;); }\n");
    tool("aarch64-linux-gnu-gcc", "-O1", "-fpie", "-ffreestanding", "-c", "pie.c");
    link("here", 0x100000, "--pack-dyn-relocs=relr");
    link("there", 0x54300000, "--pack-dyn-relocs=relr");
    link("rela", 0x100000, "--pack-dyn-relocs=none");

    Program here = Program.read(folder.resolve("here"));
    Program there = Program.read(folder.resolve("there"));
    Program rela = Program.read(folder.resolve("rela"));

    byte[] expected = there.pointers(0);
    assertThat(expected).isNotEqualTo(here.pointers(0));
    assertThat(here.pointers(0x54200000)).isEqualTo(expected);
    assertThat(RelocationTable.of(rela.image).relrEntries()).isZero();
    assertThat(rela.pointers(0x300000)).isEqualTo(moved(rela, 0x300000));
  }

  /** The pointers of a program that is linked anew at another address, relocated by 0. */
  private byte[] moved(Program program, long offset) throws Exception {
    link("moved", program.start + offset, "--pack-dyn-relocs=none");
    return Program.read(folder.resolve("moved")).pointers(0);
  }

  private void link(String name, long base, String packing) throws Exception {
    tool(
        "ld.lld",
        "-pie",
        "--no-dynamic-linker",
        "-z",
        "notext",
        packing,
        "--image-base=0x" + Long.toHexString(base),
        "-o",
        name,
        "pie.o");
  }

  private void tool(String... command) throws Exception {
    Tool.run(folder, LIMIT, List.of(command));
  }

  /** A linked program in the clothes of a kernel. */
  private static final class Program {
    private final KernelBuild image;
    private final long start;
    private final ElfSection table;

    private Program(KernelBuild image, long start, ElfSection table) {
      this.image = image;
      this.start = start;
      this.table = table;
    }

    static Program read(Path file) throws Exception {
      Bytes bytes = Bytes.map(file);
      ElfFile elf = ElfFile.of(bytes);
      List<KernelSection> sections = new ArrayList<>();
      List<KernelContents.Piece> pieces = new ArrayList<>();
      long start = Long.MAX_VALUE;
      long end = 0;
      Optional<ElfSection> pointers = Optional.empty();
      for (ElfSection section : elf.allocatedSections()) {
        boolean threadLocal = (section.flags() & 0x400) != 0;
        sections.add(
            new KernelSection(
                section.name(), section.address(), section.size(), true, false, false));
        start = Math.min(start, section.address());
        end = Math.max(end, section.address() + section.size());
        if (section.hasBytes() && section.size() != 0 && !threadLocal) {
          pieces.add(new KernelContents.Piece(section.address(), elf.contents(section)));
        }
        if (section.name().equals("pointers")) {
          pointers = Optional.of(section);
        }
      }
      start &= -0x10000;
      KernelRelease release = KernelRelease.parse("6.12.117").orElseThrow();
      KernelBuild image =
          new KernelBuild(
              KernelSource.of(bytes),
              KernelConfig.of(
                  Map.of("ARM64_4K_PAGES", "y", "ARM64_VA_BITS", "48", "ARM64_PA_BITS", "48")),
              release,
              KernelTraits.of(release),
              KernelSymbols.of(Map.of("_text", start, "_end", end), file.toString()),
              sections,
              KernelContents.of(pieces),
              List.of());
      return new Program(image, start, pointers.orElseThrow());
    }

    byte[] pointers(long offset) {
      byte[] memory = Relocator.relocate(image, offset);
      int at = (int) (table.address() - start);
      return Arrays.copyOfRange(memory, at, at + (int) table.size());
    }
  }
}
