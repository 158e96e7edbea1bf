// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.tlbi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.earlymap.cli.Invocation;
import org.earlymap.cli.output.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code earlymap tlbi}, run as a user does. */
final class TlbiCommandTest {
  @TempDir private Path folder = Path.of("");
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void operationsWithTheirFields() {
    int code =
        run(
            "--start=0xffff800080000000",
            "--size=268K",
            "--range",
            "--ttl",
            "--lpa2",
            "--level=3",
            "--asid=7");

    assertThat(out.toString())
        .isEqualToNormalizingNewlines(
            """
            0xffff800080000000..0xffff800080043000, 67 pages of 4K (268 KiB, 274432 bytes)
            strides of 4 KiB, level 3, FEAT_TLBIRANGE, FEAT_TTL, LPA2, as kernels since 6.8

              dsb   ishst
              tlbi  rvae1is, 0x0007507f80008000     ASID 7, TG 4K, SCALE 1, NUM 0 (64 pages), TTL 3, \
            BADDR 0x1f80008000 (0xffff800080000000)
              tlbi  rvae1is, 0x0007407f80008004     ASID 7, TG 4K, SCALE 0, NUM 0 (2 pages), TTL 3, \
            BADDR 0x1f80008004 (0xffff800080040000)
              tlbi  vae1is, 0x00077ff800080042      ASID 7, TTL 4K level 3, VA 0xffff800080042000
              dsb   ish

            3 operations: 2 over ranges, 1 by address
            """);
    assertThat(code).isZero();
  }

  @Test
  void theOldAlgorithmMissesTheRangeUnderLpa2() {
    int code = run("--start=0xfff0000000201000", "--size=3M", "--range", "--lpa2", "--pre-6.8");

    assertThat(out.toString())
        .contains("NOT invalidated: 0xfff0000000201000..0xfff0000000501000")
        .contains("as kernels before 6.8");
    assertThat(code).isEqualTo(ExitCode.NO);
  }

  @Test
  void stage2EndsWithStage1() {
    assertThat(run("--start=0x40000000", "--size=1G", "--stride=2M", "--stage2", "--range"))
        .isZero();
    assertThat(out.toString())
        .containsSubsequence("ripas2e1is, 0x0000718000040000", "dsb   ish", "vmalle1is", "isb");
  }

  @Test
  void kernelAddressesDependOnTheRelease() {
    run("--start=0xffff800080000000", "--size=8M", "--kernel-range", "--range");
    assertThat(out.toString()).contains("vmalle1is").contains("more than 512 pages");
    run("--start=0xffff800080000000", "--size=8M", "--kernel-range", "--range", "--release=6.13");
    assertThat(out.toString()).contains("rvaale1is");
  }

  @Test
  void promisedLevelWithoutAlignmentIsSaid() {
    run("--start=0xffff800080201000", "--size=8M", "--level=2", "--range");
    assertThat(out.toString()).contains("UNPREDICTABLE: the base is not aligned to level 2");
  }

  @Test
  void batchComesBackByteForByte() throws IOException {
    String vectors = vectors();
    Path file = Files.writeString(folder.resolve("tlbi.json"), vectors);

    assertThat(run("--batch=" + file)).isZero();

    assertThat(out.toString().strip()).isEqualTo(vectors);
  }

  @Test
  void batchDoesNotBelieveTheOperationsThatItReads() throws IOException {
    String changed = vectors().replaceFirst("0x50572580741c", "0x0");
    Path file = Files.writeString(folder.resolve("tlbi.json"), changed);

    run("--batch=" + file);

    assertThat(out.toString().strip()).isEqualTo(vectors());
  }

  @Test
  void jsonIsAnElementOfBatch() throws IOException {
    run("--start=0xffff800080000000", "--size=268K", "--range", "--format=json");
    String element = out.toString();
    Path file = Files.writeString(folder.resolve("one.json"), "[" + element + "]");
    out.getBuffer().setLength(0);

    assertThat(run("--batch=" + file)).isZero();

    assertThat(out.toString().replaceAll("\\s", ""))
        .isEqualTo("[" + element.replaceAll("\\s", "") + "]");
  }

  @Test
  void wrongBatchSaysWhere() throws IOException {
    wrongBatch("{}", "expected a JSON array");
    wrongBatch("[7]", "element 0: found 7, expected an object");
    wrongBatch("[", "not JSON");
    wrongBatch(vectors().replaceFirst("\"page_shift\":12", "\"page_shift\":13"), "12, 14 or 16");
    wrongBatch(vectors().replaceFirst("\"pages\":64", "\"pages\":-1"), "element 0: -1 pages");
    wrongBatch(vectors().replaceFirst("\"pages\":64", "\"pages\":1e3"), "a whole number");
    wrongBatch(vectors().replaceFirst("\"ttl\":false,", ""), "\"ttl\": found nothing");
    wrongBatch(vectors().replaceFirst("\"0x1000\"", "4096"), "hexadecimal digits");
    wrongBatch(vectors().replaceFirst("\"level\":2", "\"level\":9"), "levels are -1 to 3");
  }

  @Test
  void wrongUsageIsTrouble() {
    trouble("--start and --size are needed", "--start=0x1000");
    trouble("--from and --to need each other", "--from=" + folder);
    trouble("no such file", "--from=" + folder, "--to=" + folder);
    trouble("64K", "--start=0", "--size=1", "--lpa2", "--page-size=64K");
    trouble("exclude each other", "--start=0", "--size=1", "--stage2", "--kernel-range");
    trouble("--start has no meaning with --batch", "--start=0", "--batch=" + folder);
    trouble("--kpti has no meaning with --from", "--from=a", "--to=b", "--kpti");
    trouble("--root has no meaning with a range", "--start=0", "--size=1", "--root=tramp_pg_dir");
    trouble("--release has no meaning", "--start=0", "--size=1", "--pre-6.8", "--release=6.12");
    trouble("the user's half", "--start=0", "--size=1", "--kpti", "--asid=0x5");
    trouble("16 bits", "--start=0", "--size=1", "--asid=0x10000");
    trouble("52 bits", "--start=0xffff000040000000", "--size=1", "--stage2", "--range");
    trouble("takes no ASID", "--start=0", "--size=1", "--stage2", "--asid=1");
    trouble("not a page size", "--start=0", "--size=1", "--page-size=8K");
    trouble("not an address of 64 bits", "--start=here", "--size=1");
    trouble("not a size", "--start=0", "--size=much");
    trouble("no release", "--start=0", "--size=1", "--release=latest");
    trouble("expected -1, 0, 1, 2, 3 or unknown", "--start=0", "--size=1", "--level=4");
    trouble("no such file", "--batch=" + folder.resolve("absent.json"));
  }

  private void wrongBatch(String json, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("wrong.json"), json);
    trouble(message, "--batch=" + file);
  }

  @Test
  void whatTheKernelDoesNotIssueIsNotPrinted() {
    run("--start=0xffff800080000000", "--size=8K", "--kernel-range", "--ttl", "--level=3");
    assertThat(out.toString()).contains("TTL none").doesNotContain("level 3,");
    run("--start=0x40000000", "--size=1G", "--stage2");
    assertThat(out.toString()).contains("vmalls12e1is").doesNotContain("vmalle1is");
  }

  private void trouble(String message, String... args) {
    err.getBuffer().setLength(0);
    assertThat(run(args)).isEqualTo(ExitCode.TROUBLE);
    assertThat(err.toString()).contains(message);
  }

  private int run(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "tlbi";
    System.arraycopy(args, 0, all, 1, args.length);
    Invocation invocation = Invocation.of(all);
    out.append(invocation.out());
    err.append(invocation.err());
    return invocation.code();
  }

  private static String vectors() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(TlbiCommandTest.class.getResourceAsStream("/vectors/tlbi.json"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
