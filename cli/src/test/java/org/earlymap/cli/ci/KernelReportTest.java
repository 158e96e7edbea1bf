// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.ci;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.earlymap.cli.PosixShell;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The recipes in samples/ci: the script that does the work, run on the sample kernels. */
final class KernelReportTest {
  private static final Path SAMPLES = Path.of("../samples").toAbsolutePath().normalize();
  private static final Path RECIPES = SAMPLES.resolve("ci");
  private static final String KERNEL = SAMPLES.resolve("kernel/vmlinux-4k-52").toString();
  private static final String OTHER = SAMPLES.resolve("kernel/vmlinux-4k-48-relr").toString();

  @TempDir Path folder;

  @BeforeAll
  static void needsShell() {
    PosixShell.require();
  }

  /** The program under test, as a program: {@code bin/earlymap}, as a path that is not absolute. */
  @BeforeEach
  void makeProgram() throws IOException {
    Path program = folder.resolve("bin/earlymap");
    Files.createDirectories(folder.resolve("bin"));
    Files.writeString(
        program,
        "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' %s \"$@\"\n"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                "org.earlymap.cli.Main"));
    assertThat(program.toFile().setExecutable(true)).isTrue();
  }

  private record Outcome(int code, String out, String err) {}

  private Outcome run(Path script, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("/bin/sh", script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("EARLYMAP", "bin/earlymap");
    builder.redirectError(folder.resolve("err").toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), out, Files.readString(folder.resolve("err")));
  }

  @Test
  void saysWhatMovedAndFindsNothingNew() throws Exception {
    Outcome outcome =
        run(
            RECIPES.resolve("kernelci.sh"),
            "--kernel",
            KERNEL,
            "--base",
            OTHER,
            "--cpu",
            "cortex-a72",
            "--fail-on-move",
            "-o",
            "the report");
    assertThat(outcome.out().lines())
        .as(outcome.err())
        .containsExactly(
            "<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=earlymap-check RESULT=pass>",
            "<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=earlymap-tables-cortex-a72 RESULT=fail"
                + " UNITS=ranges MEASUREMENT=2>");
    assertThat(outcome.code()).isEqualTo(1);
    Path report = folder.resolve("the report");
    String told = Files.readString(report.resolve("comment.md"));
    assertThat(SAMPLES.resolveSibling("src/docs/ci.md"))
        .content()
        .contains(told.substring(0, told.indexOf("\n<details>")));
    assertThat(report.resolve("comment.md"))
        .content()
        .contains(
            "The link: nothing to object to that the base does not have.",
            "| cortex-a72 | **2 ranges differ** |",
            "<details><summary>cortex-a72: what moved</summary>",
            "  + pa 0x00004022a000, level 3, EL1 r-x EL0 ---");
    JsonNode sarif = JsonMapper.shared().readTree(Files.readString(report.resolve("check.sarif")));
    assertThat(sarif.at("/runs/0/results").size()).isEqualTo(2);
    assertThat(report.resolve("check.xml")).content().contains("failures=\"0\"");
    Path moved = report.resolve("tables/cortex-a72");
    assertThat(moved.resolve("moved.html")).content().startsWith("<!DOCTYPE html>");
    assertThat(moved.resolve("new/manifest.json")).exists();
  }

  @Test
  void aFindingAndAKernelWithoutTablesHaveTheirExitCodes() throws Exception {
    Outcome outcome =
        run(
            RECIPES.resolve("kernel-report.sh"),
            "--kernel",
            KERNEL,
            "--",
            "--cmdline",
            "rodata=off");
    assertThat(outcome.out()).as(outcome.err()).isEqualTo("check fail\ntables-qemu-max pass\n");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(folder.resolve("earlymap-report/comment.md"))
        .content()
        .contains("The link: **findings**.", "EM-WX-001", "nothing to compare with");

    Outcome trouble =
        run(RECIPES.resolve("kernel-report.sh"), "--kernel", KERNEL, "--cpu", "no-such-cpu");
    assertThat(trouble.out()).isEqualTo("check error\ntables-no-such-cpu error\n");
    assertThat(trouble.code()).isEqualTo(2);
    assertThat(folder.resolve("earlymap-report/comment.md"))
        .content()
        .contains("it was not judged", "no CPU model is called 'no-such-cpu'");
    assertThat(folder.resolve("earlymap-report/check.sarif")).doesNotExist();
  }

  @Test
  void saysWhatIsMissing() throws Exception {
    Path script = RECIPES.resolve("kernel-report.sh");
    assertThat(run(script))
        .isEqualTo(
            new Outcome(2, "", "kernel-report: --kernel is missing; --help says what there is\n"));
    assertThat(run(script, "--kernel").err()).contains("--kernel has no value");
    assertThat(run(script, "--kernel", "nowhere").err()).contains("cannot read nowhere");
    assertThat(run(script, "--cpus").err()).contains("what is --cpus?");
    assertThat(run(script, "--help").out()).contains("comment.md", "Exit code:");
    Files.delete(folder.resolve("bin/earlymap"));
    assertThat(run(script, "--kernel", KERNEL).err()).contains("no program bin/earlymap");
  }

  static Stream<Path> recipes() throws IOException {
    try (Stream<Path> files = Files.list(RECIPES)) {
      return files.filter(file -> file.toString().endsWith(".yml") || yaml(file)).toList().stream();
    }
  }

  private static boolean yaml(Path file) {
    return file.toString().endsWith(".yaml");
  }

  /** Each is YAML, its commands are the shell's, and it calls a script that is there. */
  @ParameterizedTest
  @MethodSource("recipes")
  void recipesAreYamlWithCommandsThatAShellReads(Path recipe) throws Exception {
    Object document =
        new Load(LoadSettings.builder().build()).loadFromString(Files.readString(recipe));
    List<String> commands = new ArrayList<>();
    collect(document, "", commands);
    assertThat(commands).hasSizeGreaterThan(3);
    for (String command : commands) {
      Path text = Files.writeString(folder.resolve("command"), command);
      Process process =
          new ProcessBuilder("/bin/sh", "-n", text.toString()).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("%s: %s", command, said).isZero();
    }
    String all = String.join("\n", commands);
    assertThat(all).containsPattern("samples/ci/(kernel-report|kernelci)\\.sh");
    Outcome help = run(RECIPES.resolve("kernel-report.sh"), "--help");
    for (String option : List.of("--kernel", "--base", "--cpu")) {
      assertThat(help.out()).contains(option + " ");
      assertThat(Files.readString(recipe)).contains(option + " ");
    }
  }

  /** The commands: what GitHub, GitLab and LAVA run of a file. */
  private static void collect(Object node, String name, List<String> commands) {
    if (node instanceof Map<?, ?> map) {
      map.forEach((key, value) -> collect(value, String.valueOf(key), commands));
    } else if (node instanceof List<?> list) {
      list.forEach(element -> collect(element, name, commands));
    } else if (List.of("run", "steps", "script", "before_script", "after_script").contains(name)) {
      commands.add(String.valueOf(node));
    }
  }
}
