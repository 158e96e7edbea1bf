// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.earlymap.cli.Invocation;
import org.earlymap.cli.output.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The forms of a sweep: columns, CSV, the table, the heat map, what differs between two kernels.
 */
final class SweepFormsTest {
  private static final Path KERNELS = Path.of("../samples/kernel").toAbsolutePath().normalize();

  private static final String CONFIGURATIONS =
      "page-size: [4K, 16K]\nva-bits: [39, 48]\ncpu: [cortex-a72, cortex-a76]\n";

  /** The sample kernels, each with its own configuration, on two CPUs. */
  private static final String TWO_KERNELS =
      """
      kernels:
        - {name: before, file: %1$s/vmlinux-4k-48-relr, config: %1$s/config-4k-48}
        - {name: after, file: %1$s/vmlinux-4k-52, config: %1$s/config-4k-52}
      cpu: [cortex-a72, qemu-max]
      stage: paging-init
      """
          .formatted(KERNELS);

  @TempDir Path folder;

  private Invocation sweep(String yaml, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("sweep.yaml"), yaml);
    String[] args = new String[options.length + 2];
    args[0] = "sweep";
    args[1] = file.toString();
    System.arraycopy(options, 0, args, 2, options.length);
    return Invocation.of(args);
  }

  @Test
  void csvHasTheChosenColumnsAndQuotesWhatNeedsIt() throws Exception {
    Invocation csv =
        sweep(
            CONFIGURATIONS,
            "--format",
            "csv",
            "--columns",
            "cpu,PAGE_SHIFT,VMEMMAP_SIZE,layout.regions.vmemmap.size,invalid");
    assertThat(csv.code()).as(csv.err()).isZero();
    List<String> lines = csv.out().lines().toList();
    assertThat(lines).hasSize(9);
    assertThat(lines.subList(0, 2))
        .containsExactly(
            "cpu,PAGE_SHIFT,VMEMMAP_SIZE,layout.regions.vmemmap.size,invalid",
            "cortex-a72,12,0x0000000100000000,4294967296,");
    assertThat(lines.get(5)).startsWith("cortex-a72,,,,\"no arm64 kernel has 16K pages, 39 VA");
  }

  /** Every line has all columns, and a column has one type or is null. */
  @Test
  void chosenColumnsHaveOneTypeEach() throws Exception {
    String columns = "cpu,vaBits,TCR_ASID16,CONT_PTES,INIT_IDMAP_FDT_SIZE,FIX_FDT,nothing";
    Invocation rows = sweep(CONFIGURATIONS, "--columns", columns);
    assertThat(rows.out().lines()).hasSize(8);
    rows.out()
        .lines()
        .map(JsonMapper.shared()::readTree)
        .forEach(
            row -> {
              assertThat(row.propertyNames()).containsExactly(("schema," + columns).split(","));
              assertThat(row.get("vaBits").isNumber()).isTrue();
              for (String number : List.of("CONT_PTES", "FIX_FDT")) {
                JsonNode value = row.get(number);
                assertThat(value.isNull() || value.isNumber()).as("%s", value).isTrue();
              }
              for (String hex : List.of("TCR_ASID16", "INIT_IDMAP_FDT_SIZE")) {
                JsonNode value = row.get(hex);
                assertThat(value.isNull() || value.asString().matches("0x[0-9a-f]{16}"))
                    .as("%s", value)
                    .isTrue();
              }
              assertThat(row.get("nothing").isNull()).isTrue();
            });
  }

  @Test
  void theTableEndsWithASummary() throws Exception {
    Invocation text = sweep(CONFIGURATIONS, "--format", "text");
    assertThat(text.out())
        .startsWith("all points: KASAN NONE, release ")
        .contains("\npoint  pageSize  vaBits  cpu         PAGE_OFFSET ", "invalid: no arm64 kernel")
        .contains("\n8 points, 3 of them cannot be\n")
        .contains("\nPAGE_OFFSET: 0xffff000000000000 to 0xffffff8000000000\n");
  }

  @Test
  void aMapHasACellForEachPairAndTheGreatestIsTheDarkest() throws Exception {
    Path page = folder.resolve("map.html");
    Invocation map =
        sweep(TWO_KERNELS, "--format", "html", "--axes", "cpu,kernel", "-o", page.toString());
    assertThat(map.code()).as(map.err()).isZero();
    String html = Files.readString(page);
    assertThat(html)
        .startsWith("<!DOCTYPE html>")
        .contains("<th scope=\"col\">cortex-a72</th><th scope=\"col\">qemu-max</th>")
        .contains("<tr><th scope=\"row\">before</th><td style=\"--heat:0.00\">534</td>")
        .contains("<td style=\"--heat:1.00\">536</td></tr>")
        .doesNotContain("<script", "http");
    assertThat(html.split("<td style=")).hasSize(5);
  }

  @Test
  void onlyWhatDiffersIsShownAndWhere() throws Exception {
    Invocation changes = sweep(TWO_KERNELS, "--changes", "--columns", "tablePages,blocks");
    assertThat(changes.out())
        .isEqualTo(
            """
            - before
            + after

            qemu-max
              tablePages  534 -> 536

            No difference on cortex-a72.
            """);
    assertThat(changes.code()).isEqualTo(ExitCode.NO);
    assertThat(sweep(TWO_KERNELS, "--changes").out())
        .contains("\n  layout.constants.VA_BITS ", "48 -> 52\n", "  tablesSha256 ");
    Invocation json =
        sweep(TWO_KERNELS, "--changes", "--columns", "tablePages", "--format", "json");
    assertThat(json.out())
        .isEqualTo(
            "{\"schema\":\"earlymap.sweep-change/1\",\"cpu\":\"qemu-max\",\"structPageSize\":64,"
                + "\"changes\":{\"tablePages\":{\"before\":534,\"after\":536}}}\n");
  }

  /** Two runs of one kernel's own code, with a configuration each, leave the same bytes. */
  @Test
  void theSameCodeHasNoChanges() throws Exception {
    String kernel = KERNELS.resolve("booting/vmlinux-booting").toString();
    String config = KERNELS.resolve("booting/config").toString();
    String yaml =
        "engine: kernel\nstage: paging-init\ncpu: [cortex-a72, cortex-a76]\nkernels: [{name: one,"
            + " file: %s}, {name: two, file: %s, config: %s}]\n".formatted(kernel, kernel, config);
    Invocation changes = sweep(yaml, "--changes");
    assertThat(changes.out()).isEqualTo("- one\n+ two\n\nNo difference, on 2 of 2.\n");
    assertThat(changes.code()).isZero();
  }

  @Test
  void buildsAreKeptAsBuildWritesThem() throws Exception {
    Path builds = folder.resolve("builds");
    Invocation sweep = sweep(TWO_KERNELS, "--builds", builds.toString());
    assertThat(sweep.code()).as(sweep.err()).isZero();
    Path alone = folder.resolve("alone");
    Invocation build =
        Invocation.of(
            "build",
            KERNELS.resolve("vmlinux-4k-52").toString(),
            "--cpu",
            "qemu-max",
            "--stage",
            "paging-init",
            "-o",
            alone.toString());
    assertThat(build.code()).isZero();
    assertThat(Invocation.of("diff", builds.resolve("3").toString(), alone.toString()).out())
        .isEqualTo("No difference.\n");
    assertThat(builds.resolve("3/memblock.bin"))
        .hasSameBinaryContentAs(alone.resolve("memblock.bin"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--changes|a sweep of two kernels",
        "--axes cpu,vaBits|only a heat map has them",
        "--format html|a heat map shows one column",
        "--format html --columns PAGE_OFFSET --axes cpu|expected two columns",
        "--columns cpu,cpu|each once",
        "--columns cpu,|each once",
        "--builds x|the sweep has no kernels",
        "--resume|expected -o with the name of a file",
      })
  void whatDoesNotGoTogetherIsRefused(String options, String message) throws Exception {
    Invocation refused = sweep(CONFIGURATIONS, options.split(" "));
    assertThat(refused.err()).contains(message);
    assertThat(refused.code()).isEqualTo(ExitCode.TROUBLE);
    assertThat(refused.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "[{name: a}]|a kernel has no 'file'",
        "[{file: a, conf: b}]|'conf' is not known; there are file, name, config, system-map",
        "[a, a]|'name' tells them apart",
        "[{file: {x: y}}]|kernels: file has no value",
        "[]|kernels has no value",
      })
  void whatIsNoKernelIsRefused(String kernels, String message) throws Exception {
    Invocation refused = sweep("kernels: " + kernels + "\n");
    assertThat(refused.err()).contains(message);
    assertThat(refused.code()).isEqualTo(ExitCode.TROUBLE);
  }
}
