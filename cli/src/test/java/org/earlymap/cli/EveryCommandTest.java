// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.earlymap.cli.output.ErrorReport;
import org.earlymap.cli.output.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;

/** What holds for each command: where its answer goes, and how it ends when that fails. */
final class EveryCommandTest {
  private static final String KERNEL = "../samples/kernel/vmlinux-4k-52";
  private static final String BOOTING = "../samples/kernel/booting/vmlinux-booting";

  @TempDir static Path shared = Path.of("");
  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void build() {
    Invocation.of("build", KERNEL, "-o", shared.resolve("tables").toString());
    String traced = shared.resolve("traced").toString();
    Invocation.of("build", BOOTING, "--trace", "--engine", "kernel", "-o", traced);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "layout",
        "diff --a.va-bits 48 --b.va-bits 39",
        "dump TABLES",
        "dump TABLES --format json",
        "dump TABLES --format csv",
        "dump TABLES --format dot",
        "walk TABLES ffff800080010000",
        "decode 60000040200f83",
        "verify TABLES TABLES",
        "wx TABLES",
        "wx TABLES --format json",
        "cpu",
        "cpu --list",
        "inspect KERNEL",
        "inspect KERNEL --format json",
        "check KERNEL",
        "check KERNEL --format sarif",
        "check KERNEL --format junit",
        "check --list-rules",
        "tlbi --start 0xffff800000000000 --size 64K",
        "completion fish",
        "sweep SWEEP",
        "sweep SWEEP --threads 1024"
      })
  void writesItsAnswerToAFileAndEndsAlikeWhereItCannot(String command) throws IOException {
    List<String> words = words(command);
    Invocation plain = Invocation.of(words.toArray(String[]::new));
    assertThat(plain.code()).as(plain.err()).isIn(ExitCode.DONE, ExitCode.NO);
    assertThat(plain.out()).isNotEmpty();
    Path file = folder.resolve("answer");
    words.addAll(List.of("-o", file.toString()));
    Invocation written = Invocation.of(words.toArray(String[]::new));
    assertThat(written).isEqualTo(new Invocation(plain.code(), "", plain.err()));
    assertThat(Files.readString(file)).isEqualTo(plain.out());
    words.set(words.size() - 1, "-");
    assertThat(Invocation.of(words.toArray(String[]::new))).isEqualTo(plain);
    words.set(words.size() - 1, folder.toString());
    Invocation refused = Invocation.of(words.toArray(String[]::new));
    assertThat(refused.code()).isEqualTo(ExitCode.TROUBLE);
    assertThat(refused.err()).contains("this is a folder");
    assertEndsWith(new IOException("Broken pipe"), "", words);
    assertEndsWith(
        new IOException("No space left on device"),
        "earlymap: standard output: cannot be written: No space left on device",
        words);
  }

  private static void assertEndsWith(IOException failure, String message, List<String> words) {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw failure;
          }
        };
    StringWriter err = new StringWriter();
    List<String> plain = words.subList(0, words.size() - 2);
    assertThat(Main.run(broken, new PrintWriter(err), plain.toArray(String[]::new)))
        .isEqualTo(ExitCode.TROUBLE);
    assertThat(err.toString().lines().filter(line -> !line.startsWith("note")).toList())
        .isEqualTo(message.isEmpty() ? List.of() : List.of(message));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "waklk|Unmatched argument at index 0: 'waklk': did you mean walk?",
        "inspct x|did you mean inspect?",
        "dump x --format jsn|found 'jsn', expected text, json, csv, dot or html: did you mean"
            + " json?",
        "build x --stage erly-map|found 'erly-map', expected init-idmap, early-map, start-kernel,"
            + " paging-init or rodata-ro: did you mean early-map?",
        "walk x 0 --half uper|found 'uper', expected lower or upper: did you mean upper?",
        "walk x 0 --rot y|Unknown option: '--rot': did you mean --root?",
        "diff --a.va-bts=48|did you mean --a.va-bits?",
        "check x --fail-on EROR|expected note, warning, error or never: did you mean error?",
        "completion fsh|expected bash, zsh or fish"
      })
  void aWrongWordIsAnsweredWithTheNearestAndWhereToRead(String command, String message) {
    Invocation wrong = Invocation.of(command.split(" ", -1));
    assertThat(wrong.code()).isEqualTo(ExitCode.TROUBLE);
    assertThat(wrong.err()).contains(message, " --help' for its options.");
    assertThat(wrong.err().lines()).hasSize(2);
  }

  /** One of each command, and each of a command's answers. */
  static Stream<String> answersInJson() {
    return Stream.of(
        "build KERNEL -o OUT",
        "run BOOTING",
        "prove BOOTING --stage early-map",
        "layout",
        "diff --a.va-bits 48 --b.va-bits 39",
        "diff TABLES TABLES --bytes",
        "sweep SWEEP",
        "plan PLAN -o OUT",
        "dump TABLES",
        "walk TABLES 0",
        "trace TRACED",
        "trace TRACED swapper_pg_dir",
        "decode 3",
        "verify TABLES TABLES",
        "wx TABLES",
        "cpu",
        "cpu --list",
        "cpu --batch LINES",
        "inspect KERNEL",
        "relocate KERNEL --check",
        "relocate KERNEL --kaslr-offset 0x200000 -o OUT/image",
        "check KERNEL",
        "check --list-rules",
        "tlbi --start 0xffff800000000000 --size 64K",
        "tlbi --batch RANGES",
        "tlbi --from TABLES --to TABLES");
  }

  @ParameterizedTest
  @MethodSource("answersInJson")
  void jsonSaysWhichItIs(String command) throws IOException {
    List<String> words = words(command);
    words.addAll(List.of("--format", "json"));
    Invocation json = Invocation.of(words.toArray(String[]::new));
    assertThat(json.code()).as(json.err()).isIn(ExitCode.DONE, ExitCode.NO);
    assertThat(json.out()).isNotEmpty();
    // A sweep's lines are an object each; all else is one object.
    try (MappingIterator<JsonNode> objects =
        new JsonMapper().readerFor(JsonNode.class).readValues(json.out())) {
      while (objects.hasNext()) {
        assertThat(objects.next().path("schema").asString()).matches("earlymap\\.[a-z-]+/1");
      }
    }
  }

  @Test
  void everyCommandHasTheSameOptionsForWhatItPrints() {
    Map<String, CommandLine> commands = Earlymap.complete().getSubcommands();
    Set<String> inJson =
        answersInJson().map(line -> line.split(" ", 2)[0]).collect(Collectors.toSet());
    for (String name : Subcommands.NAMES) {
      Set<String> options =
          Objects.requireNonNull(commands.get(name)).getCommandSpec().optionsMap().keySet();
      if (name.equals(Subcommands.HELP)) {
        continue;
      }
      assertThat(options).as(name).contains("-o", "--output", "-h", "--help", "--debug");
      // A completion script is of the shell's format.
      if (!name.equals("completion")) {
        assertThat(options).as(name).contains("--format");
        assertThat(inJson).contains(name);
      }
    }
  }

  @Test
  void aCpuSaysHowManyAddressBitsARelocatedKernelHas() throws IOException {
    List<String> seeded = List.of("relocate", KERNEL, "--kaslr-seed", "0x123456789abcdef0");
    assertThat(relocated(seeded, "--cpu", "cortex-a72"))
        .isEqualTo(relocated(seeded, "--actual-va-bits", "48"))
        .isNotEqualTo(relocated(seeded, "--cpu", "qemu-max"));
  }

  private String relocated(List<String> seeded, String... options) {
    List<String> words = new ArrayList<>(seeded);
    words.addAll(List.of(options));
    words.addAll(List.of("-o", folder.resolve("image").toString()));
    return Invocation.of(words.toArray(String[]::new)).out();
  }

  @Test
  void nothingInANameReachesTheTerminalAsACommand() {
    Invocation wrong = Invocation.of("inspect", "a\u001b[31mb\u202ec");
    assertThat(wrong.err())
        .isEqualTo("earlymap: a\\u001b[31mb\\u202ec: no such file or directory\n");
    assertThat(Invocation.of("inspect", "a\u0000b").err()).contains("a\\u0000b' is not a file's");
  }

  @Test
  void anErrorOfTheVirtualMachineIsASentenceAndTrouble() {
    OutputStream heavy =
        new OutputStream() {
          @Override
          public void write(int b) {
            throw new OutOfMemoryError("Java heap space");
          }
        };
    StringWriter err = new StringWriter();
    PrintWriter out = new PrintWriter(heavy, true, StandardCharsets.UTF_8);
    assertThat(Earlymap.run(out, new PrintWriter(err), "cpu", "--list"))
        .isEqualTo(ExitCode.TROUBLE);
    assertThat(err.toString()).contains("earlymap: out of memory").doesNotContain("\tat ");
    assertThat(ErrorReport.message(new StackOverflowError())).contains("nested too deeply");
    assertThat(
            ErrorReport.message(
                new InternalError(
                    "a fault occurred in a recent unsafe memory access operation in compiled Java"
                        + " code")))
        .contains("cut short");
    assertThat(ErrorReport.message(new AssertionError("x"))).contains("internal error");
  }

  @Test
  void completionOffersWhatIsTaken() {
    for (String shell : List.of("bash", "fish")) {
      String script = Invocation.of("completion", shell).out();
      assertThat(script)
          .contains("early-map", "cortex-a72", "EM-SEG-003", "sw-tags", "a.kasan", "upper")
          .doesNotContain("EARLY_MAP", "UPPER", "ALWAYS", "RODATA_RO");
    }
  }

  @Test
  void aSeedOfNoneIsNoSeed() {
    assertThat(Invocation.of("layout", "--kaslr-seed", "none"))
        .isEqualTo(Invocation.of("layout", "--kaslr-seed", "0"));
    assertThat(Invocation.of("build", KERNEL, "--kaslr-seed", "none", "-o", folder + "/out").err())
        .isEmpty();
  }

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("batch.json"), text).toString();
  }

  private List<String> words(String command) throws IOException {
    Path sweep = Files.writeString(folder.resolve("sweep.yaml"), "va-bits: [39, 48]\n");
    List<String> words = new ArrayList<>();
    for (String word : command.split(" ", -1)) {
      words.add(
          switch (word) {
            case "TABLES" -> shared.resolve("tables").toString();
            case "KERNEL" -> KERNEL;
            case "BOOTING" -> BOOTING;
            case "TRACED" -> shared.resolve("traced").toString();
            case "OUT" -> folder.resolve("out").toString();
            case "OUT/image" -> folder.resolve("image").toString();
            case "PLAN" ->
                file(
                    "schema: earlymap.plan/1\nregions:\n- { name: uart, va: 0x09000000, size: 4K,"
                        + " access: rw, memory: device }\n");
            case "LINES" ->
                file(
                    "[{\"cmdline\": \"arm64.nolva\", \"kernel\": \"4k-lpa2\", \"boot_el\": 1,"
                        + " \"e2h_stuck\": false}]");
            case "RANGES" ->
                file(
                    "[{\"page_shift\": 12, \"range\": true, \"ttl\": true, \"lpa2\": false,"
                        + " \"start\": \"0x0\", \"pages\": 3, \"stride\": \"0x1000\", \"asid\": 5,"
                        + " \"level\": 3, \"last_level\": true}]");
            case "SWEEP" -> sweep.toString();
            default -> word;
          });
    }
    return words;
  }
}
