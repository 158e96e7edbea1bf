// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.earlymap.cli.Invocation;
import org.earlymap.cli.output.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who wrote the tables of the sample kernel that boots, from the command line. */
final class TraceCommandTest {
  private static final String SAMPLES = "../samples/kernel/";
  private static final String TEXT = "0xffff800080010000";

  @TempDir static Path shared = Path.of("");

  @BeforeAll
  static void build() {
    Invocation built =
        Invocation.of(
            "build",
            SAMPLES + "booting/vmlinux-booting",
            "--trace",
            "--stage",
            "paging-init",
            "-o",
            tables());
    assertThat(built.code()).as(built.err()).isZero();
  }

  private static String tables() {
    return shared.resolve("tables").toString();
  }

  @Test
  void aWalkSaysWhoWroteEachEntry() {
    String walk = Invocation.of("walk", tables(), TEXT).out();
    assertThat(walk.lines().filter(line -> line.contains("written by"))).hasSize(4);
    assertThat(walk)
        .containsPattern(
            "written by early_map_kernel\\+0x[0-9a-f]+ \u2190 __primary_switch, instruction"
                + " [0-9,]+")
        .containsPattern("written by map_level\\+0x[0-9a-f]+ \u2190 map_level \u2190 map_level");
    JsonNode json =
        JsonMapper.shared()
            .readTree(Invocation.of("walk", tables(), TEXT, "--format", "json").out());
    JsonNode step = json.path("walks").path(0).path("steps").path(0);
    assertThat(step.path("written").path("after")).isEqualTo(step.path("descriptor"));
    assertThat(step.path("written").path("frames").path(0).asString()).contains("early_map_kernel");
  }

  @Test
  void showsTheHistoryOfEntriesOfTablesAndOfAll() {
    Invocation entries = Invocation.of("trace", tables(), TEXT);
    assertThat(entries.out())
        .contains("level 0  table ", "level 3  table ", "  3 writes")
        .contains("0x0000000000000000 \u2192 0x0000000000000000  instruction ", "clear_bss+0x");
    assertThat(entries.code()).isZero();
    Invocation table = Invocation.of("trace", tables(), "swapper_pg_dir");
    assertThat(table.out()).contains(" entries, all zero  early_map_kernel+0x");
    assertThat(table.out().lines().count()).isLessThan(8);
    Invocation all = Invocation.of("trace", tables());
    assertThat(all.out()).contains("init_idmap_pg_dir", "swapper_pg_dir", ", last by ");
    String root = table.out().substring(0, 18);
    assertThat(Invocation.of("trace", tables(), root).out()).isEqualTo(table.out());
    assertThat(Invocation.of("trace", tables(), root.substring(0, 17) + "8").out())
        .startsWith("entry at " + root.substring(0, 17) + "8  0x0000000000000000  1 write");
  }

  @Test
  void theSameAsJson() {
    JsonMapper mapper = JsonMapper.shared();
    JsonNode entries =
        mapper.readTree(Invocation.of("trace", tables(), TEXT, "--format", "json").out());
    assertThat(entries.path("schema").asString()).isEqualTo("earlymap.trace/1");
    JsonNode entry = entries.path("entries").path(3);
    JsonNode kept = entry.path("kept");
    assertThat(kept.size()).isEqualTo(entry.path("writes").asInt());
    assertThat(kept.path(kept.size() - 1).path("after")).isEqualTo(entry.path("descriptor"));
    JsonNode all = mapper.readTree(Invocation.of("trace", tables(), "--format", "json").out());
    assertThat(all.path("tables").size()).isGreaterThan(10);
  }

  @Test
  void whatIsNotThereIsSaid() throws IOException {
    Invocation unknown = Invocation.of("trace", tables(), "no_such_table");
    assertThat(unknown.err()).contains("PLACE: found 'no_such_table'");
    assertThat(unknown.code()).isEqualTo(ExitCode.TROUBLE);
    String plain = shared.resolve("plain").toString();
    Invocation.of("build", SAMPLES + "vmlinux-4k-52", "-o", plain);
    assertThat(Invocation.of("trace", plain).err())
        .contains("build them with --engine kernel --trace");
    Invocation model = Invocation.of("build", SAMPLES + "vmlinux-4k-52", "--trace", "-o", plain);
    assertThat(model.err()).contains("--trace needs the kernel's code to run");
    assertThat(model.code()).isEqualTo(ExitCode.TROUBLE);
    Path copy = shared.resolve("copy");
    Files.createDirectories(copy);
    try (var files = Files.list(Path.of(tables()))) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    Files.write(copy.resolve("trace.bin"), new byte[(int) Files.size(copy.resolve("trace.bin"))]);
    assertThat(Invocation.of("walk", copy.toString(), TEXT).err())
        .contains("trace.bin: SHA-256 is");
  }

  @Test
  void aBuildWithoutATraceLeavesNoneBehind() {
    String again = shared.resolve("again").toString();
    String kernel = SAMPLES + "booting/vmlinux-booting";
    Invocation.of("build", kernel, "--trace", "-o", again);
    assertThat(Path.of(again, "trace.bin")).exists();
    Invocation.of("build", kernel, "-o", again);
    assertThat(Path.of(again, "trace.bin")).doesNotExist();
  }
}
