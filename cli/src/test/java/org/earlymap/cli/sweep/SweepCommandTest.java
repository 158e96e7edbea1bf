// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.earlymap.cli.Invocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code earlymap sweep} over kernels, and what it does with its files. */
final class SweepCommandTest {
  private static final Splitter WORDS = Splitter.onPattern(" +");

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    out.getBuffer().setLength(0);
    Invocation invocation = Invocation.of(args);
    out.append(invocation.out());
    err.append(invocation.err());
    return invocation.code();
  }

  private String matrix(String yaml) throws IOException {
    return Files.writeString(folder.resolve("matrix.yaml"), yaml).toString();
  }

  @Test
  void kernelsHaveTheirTablesCounted() throws IOException {
    Path samples = Path.of("../samples/kernel").toAbsolutePath().normalize();
    String file =
        matrix(
            "kernels: ["
                + samples.resolve("vmlinux-4k-52")
                + ", "
                + samples.resolve("vmlinux-4k-48-relr")
                + "]\ncpu: [qemu-max, cortex-a72]\nstage: paging-init\nmemory: 0x40000000:64M\n"
                + "cmdline: nokaslr\n");
    assertThat(run("sweep", file)).as(err.toString()).isZero();
    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(4);
    for (String text : lines) {
      JsonNode line = JsonMapper.shared().readTree(text);
      assertThat(line.has("invalid")).as(text).isFalse();
      assertThat(line.get("layout").get("staticTables").get("endAssumed").asBoolean()).isFalse();
      JsonNode swapper = line.get("leaves").get("swapper_pg_dir");
      // 64 MiB of linear map, its pages or blocks, and the image beside them.
      long mapped =
          swapper.get("pages").asLong() * 4096 + swapper.get("blocks").asLong() * (2L << 20);
      assertThat(mapped).isBetween(60L << 20, 80L << 20);
      assertThat(line.get("tables").size()).isGreaterThan(3);
    }
  }

  @Test
  void textTellsPointsApartByTheirCommandLines() throws IOException {
    String file = matrix("va-bits: 48\ncmdline: [quiet, '']\n");
    assertThat(run("sweep", file, "--format", "text")).as(err.toString()).isZero();
    List<String> lines = out.toString().lines().toList();
    assertThat(lines.get(0)).startsWith("all points: 4K pages, 48 VA bits,");
    assertThat(WORDS.splitToList(lines.get(2))).startsWith("point", "cmdline", "PAGE_OFFSET");
    assertThat(WORDS.splitToList(lines.get(3))).startsWith("0", "quiet", "0xffff000000000000");
    assertThat(WORDS.splitToList(lines.get(4))).startsWith("1", "0xffff000000000000");
    assertThat(lines.get(6)).isEqualTo("2 points");
  }

  @Test
  void aKernelThatCannotBootIsAPointToo() throws IOException {
    Path kernel = Path.of("../samples/kernel/vmlinux-4k-52").toAbsolutePath().normalize();
    String file = matrix("kernels: [" + kernel + "]\nload-address: 0x40201000\n");
    assertThat(run("sweep", file)).isZero();
    assertThat(JsonMapper.shared().readTree(out.toString()).get("invalid").asString())
        .contains("load address");
  }

  @Test
  void outputIsAFileOrNothing() throws IOException {
    String file = matrix("va-bits: [39, 48]\n");
    Path output = folder.resolve("out.jsonl");
    assertThat(run("sweep", file, "-o", output.toString())).isZero();
    assertThat(Files.readAllLines(output)).hasSize(2);
    assertThat(run("sweep", file)).isZero();
    assertThat(output).hasContent(out.toString());
    assertThat(run("sweep", matrix("va-bits: [x]\n"), "-o", output.toString())).isEqualTo(2);
    assertThat(Files.readAllLines(output)).hasSize(2);
    assertThat(err.toString()).contains("'x' is not a number");
  }

  @Test
  void shardsAndThreadsAreChecked() throws IOException {
    String file = matrix("va-bits: [39, 48]\n");
    assertThat(run("sweep", file, "--shard", "2/2")).isZero();
    assertThat(out.toString()).startsWith("{\"schema\":\"earlymap.sweep-point/1\",\"point\":1,");
    assertThat(run("sweep", file, "--shard", "3/2")).isEqualTo(2);
    assertThat(run("sweep", file, "--threads", "0")).isEqualTo(2);
  }
}
