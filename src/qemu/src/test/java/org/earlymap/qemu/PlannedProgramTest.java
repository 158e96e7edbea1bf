// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.earlymap.cli.Earlymap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The sample programs translate by their plans: what a section allows works, all else faults. They
 * are linked and booted by the very commands of their pages in the user guide.
 */
@RequiresTool({"aarch64-linux-gnu-gcc", "aarch64-linux-gnu-ld", "qemu-system-aarch64"})
class PlannedProgramTest {
  private static final Path PROJECT = Path.of("../..").toAbsolutePath().normalize();
  private static final Path PLANS = PROJECT.resolve("samples/plans");
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir Path folder;

  @BeforeEach
  void earlymapAsACommand() throws IOException {
    Path command = folder.resolve("bin/earlymap");
    Files.createDirectories(command.getParent());
    Files.writeString(
        command,
        String.format(
            "#!/bin/sh\nexec '%s/bin/java' -XX:TieredStopAtLevel=1 -cp '%s' %s \"$@\"\n",
            System.getProperty("java.home"),
            System.getProperty("java.class.path"),
            "org.earlymap.cli.Main"));
    Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
    Files.createSymbolicLink(folder.resolve("samples"), PROJECT.resolve("samples"));
  }

  @AfterEach
  void leavesTheSamplesAlone() throws IOException {
    Files.delete(folder.resolve("samples"));
  }

  @ParameterizedTest
  @CsvSource({"loader, 5", "hypervisor, 9", "unikernel, 8"})
  void doesWhatItsPageSays(String name, int probes) throws Exception {
    List<String> page = Files.readAllLines(PROJECT.resolve("src/docs/plan-" + name + ".md"));
    List<String> shown = block(page, "text");
    assertThat(shown).hasSize(probes);
    String commands = String.join("\n", block(page, "sh"));
    List<String> printed = shell(commands).lines().toList();
    assertThat(printed).endsWith(shown.toArray(String[]::new));
    assertThat(printed.get(printed.size() - probes - 1)).doesNotMatch(".{8}r.w.x.");
    boolean hypervisor = name.equals("hypervisor");
    Path made = folder.resolve("target").resolve(name);
    for (String plan : hypervisor ? List.of(name, "guest") : List.of(name)) {
      assertThat(tables(plan, made, "linked"))
          .as("%s's tables of the program as it is linked in the end", plan)
          .hasSameBinaryContentAs(tables(plan, PLANS, "kept"));
      assertThat(made.resolve(hypervisor ? plan : "tables").resolve(plan + ".bin"))
          .as("%s's tables of the program as it was linked at first", plan)
          .hasSameBinaryContentAs(folder.resolve("linked-" + plan).resolve(plan + ".bin"));
    }
  }

  @Test
  void theKeptProgramsAreWhatTheSourcesLinkTo() throws Exception {
    Path out = Files.createDirectory(folder.resolve("built"));
    shell("EARLYMAP='" + folder + "/bin/earlymap' samples/plans/build.sh built");
    for (String name : List.of("loader.elf", "hypervisor.elf", "unikernel.elf")) {
      if (toolsAreThoseOfTheKeptFiles()) {
        assertThat(out.resolve(name)).hasSameBinaryContentAs(PLANS.resolve(name));
      }
      assertThat(symbols(out.resolve(name)))
          .hasSizeGreaterThan(12)
          .isEqualTo(symbols(PLANS.resolve(name)));
    }
  }

  private Path tables(String plan, Path from, String to) {
    Path tables = folder.resolve(to + "-" + plan);
    StringWriter err = new StringWriter();
    int code =
        Earlymap.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            "plan",
            from.resolve(plan + ".yaml").toString(),
            "-o",
            tables.toString());
    assertThat(code).as(err.toString()).isZero();
    return tables.resolve(plan + ".bin");
  }

  /** The lines of all blocks of a language, in order. */
  private static List<String> block(List<String> page, String language) {
    List<String> lines = new ArrayList<>();
    boolean inside = false;
    for (String line : page) {
      if (line.startsWith("```")) {
        inside = line.equals("```" + language);
      } else if (inside) {
        lines.add(line);
      }
    }
    return lines;
  }

  private String shell(String commands) throws IOException, InterruptedException {
    String path = "PATH='" + folder + "/bin':\"$PATH\"\n";
    return Tool.run(folder, LIMIT, List.of("timeout", "50", "sh", "-euc", path + commands));
  }

  private boolean toolsAreThoseOfTheKeptFiles() throws IOException, InterruptedException {
    return shell("aarch64-linux-gnu-gcc --version").contains("12.2.0")
        && shell("aarch64-linux-gnu-ld --version").contains("2.40");
  }

  private List<String> symbols(Path program) throws IOException, InterruptedException {
    return shell("aarch64-linux-gnu-nm -n '" + program + "'").lines().sorted().toList();
  }
}
