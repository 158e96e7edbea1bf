// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.earlymap.cli.CommandTest;
import org.earlymap.cli.output.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code earlymap diff} says of two layouts, in each format. */
final class DiffCommandTest extends CommandTest {
  private static final Path GOLDEN = Path.of("src/test/resources/layout");

  @TempDir private Path folder;

  private String layout(String name, String options) throws IOException {
    Path file = folder.resolve(name);
    String command = "layout --format json -o " + file + " " + options;
    assertThat(run(command.strip().split(" "))).as(err.toString()).isZero();
    return file.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "diff-48-52.txt, diff --a.va-bits 48 --b.va-bits 52 --release 6.12.117",
    "diff-kasan.txt, diff --va-bits 39 --b.kasan generic --color always",
    "diff-61-612.json, diff --a.release 6.1.192 --b.release 6.12.117 --format json",
  })
  void textIsAsItWas(String golden, String command) throws IOException {
    assertThat(run(command.split(" "))).as(err.toString()).isEqualTo(ExitCode.NO);
    Path file = GOLDEN.resolve(golden);
    if (Boolean.getBoolean("earlymap.golden.write")) {
      Files.writeString(file, out.toString());
    }
    assertThat(out.toString()).isEqualTo(Files.readString(file));
  }

  @Test
  void theSameIsNoDifference() throws IOException {
    String file = layout("a.json", "--va-bits 52");
    for (String format : new String[] {"text", "json", "html"}) {
      assertThat(run("diff", file, file, "--format", format)).isZero();
      assertThat(out.toString()).containsIgnoringCase(format.equals("json") ? "true" : "no diff");
    }
  }

  @Test
  void aFileAndTheOptionsThatMadeItAreTheSame() throws IOException {
    String file = layout("a.json", "--va-bits 52 --kasan sw-tags");
    assertThat(run("diff", file, "--b.va-bits", "52", "--b.kasan", "sw-tags")).isZero();
    assertThat(run("diff", file, "--b.va-bits", "52", "--b.kasan", "generic")).isEqualTo(1);
    assertThat(out.toString()).contains("Kasan shadow moved and grew");
  }

  @Test
  void sidesAreReadFromOptionsOfBothAndOfOne() {
    assertThat(run("diff", "--page-size", "16K", "--a.va-bits", "47", "--b.va-bits", "36"))
        .isEqualTo(1);
    assertThat(out.toString()).contains("16K pages, 47 VA bits").contains("16K pages, 36 VA bits");
    assertThat(run("diff", "--va-bits", "48", "--a.va-bits", "48")).isZero();
    assertThat(
            run(
                "diff",
                "--memory",
                "0x40000000:1G",
                "--memory",
                "0x100000000:1G",
                "--b.va-bits=39"))
        .isEqualTo(1);
    assertThat(out.toString().split("\nmemory moved")).hasSize(3);
  }

  @Test
  void coloursAreThereOnlyWhenAskedFor() {
    run("diff", "--a.va-bits", "48", "--b.va-bits", "52");
    assertThat(out.toString()).doesNotContain("\u001b");
    run("diff", "--a.va-bits", "48", "--b.va-bits", "52", "--color", "always");
    assertThat(out.toString()).contains("\u001b[31m- ").contains("\u001b[32m+ ");
  }

  @Test
  void jsonNamesBothSides() {
    assertThat(run("diff", "--a.va-bits", "48", "--b.va-bits", "52", "--format", "json"))
        .isEqualTo(1);
    JsonNode diff = JsonMapper.shared().readTree(out.toString());
    assertThat(diff.get("same").asBoolean()).isFalse();
    JsonNode first = diff.get("regions").get(0);
    assertThat(first.get("name").asString()).isEqualTo("Linear Mapping");
    assertThat(first.get("change").asString()).isEqualTo("moved and grew");
    assertThat(first.get("before").get("start").asString()).isEqualTo("0xffff000000000000");
    assertThat(first.get("after").get("start").asString()).isEqualTo("0xfff0000000000000");
  }

  @Test
  void htmlHasBothPicturesAndMarksWhatDiffers() {
    assertThat(run("diff", "--a.va-bits", "48", "--b.va-bits", "52", "--format", "html"))
        .isEqualTo(1);
    String html = out.toString();
    // Each side for wide windows, with what lies in the regions, and for narrow ones, without.
    String[] pictures = html.split("<svg ");
    assertThat(pictures).hasSize(5);
    assertThat(marks(pictures[1]) + marks(pictures[3])).isEqualTo(14);
    assertThat(marks(pictures[2]) + marks(pictures[4])).isEqualTo(8);
    assertThat(html).doesNotContain("<script").contains("moved and grew");
  }

  private static int marks(String picture) {
    return picture.split("class=\"marked\"").length - 1;
  }

  @Test
  void constantsAloneCanBeCompared() throws IOException {
    Path constants = Files.writeString(folder.resolve("c.json"), "{\"constants\":{\"A\":1}}");
    Path others = Files.writeString(folder.resolve("d.json"), "{\"constants\":{\"A\":\"0x2000\"}}");
    assertThat(run("diff", constants.toString(), others.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("A ").contains("0x2000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--a.va-bits 40|40 VA bits",
        "--b.no-such-option 1|Unknown option",
        "/nonexistent --b.va-bits 48|/nonexistent: no such file or directory",
        "--a.page-size 5K|'5K' is not",
      })
  void troubleIsNoAnswer(String options, String message) {
    assertThat(run(("diff " + options).split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(message).doesNotContain("internal error");
  }
}
