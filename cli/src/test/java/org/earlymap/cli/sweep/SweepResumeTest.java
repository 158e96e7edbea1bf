// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.earlymap.cli.Invocation;
import org.earlymap.cli.output.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep that was cut goes on where it stopped, and has the bytes of one that was not. */
final class SweepResumeTest {
  private static final String MATRIX =
      """
      page-size: [4K, 16K, 64K]
      va-bits: [36, 39, 42, 47, 48, 52]
      kasan: [none, generic, sw-tags]
      release: [6.1, 6.10, lpa2-v3]
      cpu: [cortex-a72, qemu-max, cortex-a76, neoverse-n1]
      struct-page-size: [64, 128]
      """;

  @TempDir Path folder;
  private Path matrix;
  private Path output;
  private Path part;

  @BeforeEach
  void write() throws IOException {
    matrix = Files.writeString(folder.resolve("matrix.yaml"), MATRIX);
    output = folder.resolve("out");
    part = folder.resolve("out.part");
  }

  private void sweep(String... options) {
    Invocation sweep = Invocation.of(all(options));
    assertThat(sweep.code()).as(sweep.err()).isZero();
    assertThat(part).doesNotExist();
  }

  private String[] all(String... options) {
    String[] args = Arrays.copyOf(options, options.length + 4);
    System.arraycopy(options, 0, args, 4, options.length);
    args[0] = "sweep";
    args[1] = matrix.toString();
    args[2] = "-o";
    args[3] = output.toString();
    return args;
  }

  @Test
  void aKilledSweepGoesOn() throws Exception {
    sweep();
    byte[] whole = Files.readAllBytes(output);
    Files.delete(output);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add("org.earlymap.cli.Main");
    command.addAll(List.of(all("--threads", "1")));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (System.nanoTime() < deadline && process.isAlive() && size(part) < 100_000) {
      Thread.sleep(2);
    }
    process.destroyForcibly().waitFor();
    assertThat(output).as("it was killed before it was done").doesNotExist();
    long kept = Files.readAllLines(part).size() - 1L;
    assertThat(kept).isBetween(1L, 1295L);

    sweep("--resume");
    assertThat(output).hasBinaryContent(whole);
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Wherever the part is cut, the rest is computed; what it has is not computed again. */
  @Test
  void itMayBeCutAnywhere() throws Exception {
    long seed = 20261125;
    Random random = new Random(seed);
    String[] columns = {"--format", "csv", "--columns", "cpu,vaBits,PAGE_OFFSET,invalid"};
    sweep(columns);
    byte[] whole = Files.readAllBytes(output);
    String key =
        SweepKey.of(
            SweepFile.read(matrix),
            SweepShard.WHOLE,
            "cpu,vaBits,PAGE_OFFSET,invalidOptional.empty");
    String head = "earlymap.sweep-part/1 " + key + "\n";
    StringBuilder lines = new StringBuilder(head);
    Invocation rows =
        Invocation.of("sweep", matrix.toString(), "--columns", "cpu,vaBits,PAGE_OFFSET,invalid");
    lines.append(rows.out());
    for (int i = 0; i < 6; i++) {
      int cut = i == 0 ? lines.length() : head.length() + random.nextInt(lines.length() - 200);
      Files.writeString(part, lines.substring(0, cut));
      sweep("--resume", columns[0], columns[1], columns[2], columns[3]);
      assertThat(Files.readAllBytes(output)).as("seed %s, cut %s", seed, cut).isEqualTo(whole);
    }
    // A line that was kept is taken as it is: nothing is computed twice.
    Files.writeString(part, lines.toString().replaceFirst("\"vaBits\":36", "\"vaBits\":37"));
    sweep("--resume", columns[0], columns[1], columns[2], columns[3]);
    assertThat(Files.readAllLines(output).get(1)).startsWith("cortex-a72,37,");
    // Without --resume it begins anew.
    Files.writeString(part, lines.substring(0, head.length() + 100));
    sweep(columns);
    assertThat(output).hasBinaryContent(whole);
  }

  @Test
  void anotherSweepsPartIsRefused() throws Exception {
    Files.writeString(part, "earlymap.sweep-part/1 0123\n{}\n");
    Invocation refused = Invocation.of(all("--resume"));
    assertThat(refused.code()).isEqualTo(ExitCode.TROUBLE);
    assertThat(refused.err()).contains("out.part: this is of another sweep");
    assertThat(part).content().endsWith("{}\n");
    assertThat(output).doesNotExist();
  }
}
