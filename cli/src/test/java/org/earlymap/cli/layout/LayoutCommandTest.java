// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earlymap.cli.CommandTest;
import org.earlymap.testing.TruthFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code earlymap layout} prints, in each format and from each kind of input. */
final class LayoutCommandTest extends CommandTest {
  private static final Path GOLDEN = Path.of("src/test/resources/layout");

  @TempDir private Path folder;

  static List<String> layouts() {
    return TruthFile.names("truth/layout");
  }

  /** A kernel's own {@code .config}, written from what was captured of it. */
  private Path config(JsonNode truth) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("# Linux/arm64 ").append(truth.get("release").asString());
    text.append(" Kernel Configuration\n");
    for (Map.Entry<String, JsonNode> option : truth.get("config").properties()) {
      String value = option.getValue().asString();
      boolean bare = value.matches("[ymn]|-?\\d+|0x[0-9a-f]+");
      text.append(option.getKey()).append('=');
      text.append(bare ? value : '"' + value + '"').append('\n');
    }
    return Files.writeString(folder.resolve("config"), text);
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void aConfigurationAloneGivesTheKernelsConstants(String name) throws IOException {
    JsonNode truth = TruthFile.json("truth/layout/" + name + ".json");
    String structPage = truth.get("constants").get("STRUCT_PAGE_SIZE").asString();
    int code =
        run(
            "layout",
            "--config",
            config(truth).toString(),
            "--struct-page-size",
            structPage,
            "--format",
            "json");
    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    JsonNode constants = JsonMapper.shared().readTree(out.toString()).get("constants");
    for (Map.Entry<String, JsonNode> constant : truth.get("constants").properties()) {
      assertThat(constants.get(constant.getKey()))
          .as(constant.getKey())
          .isEqualTo(constant.getValue());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "4k-48.txt, layout",
    "16k-52-kasan.txt, layout --page-size 16K --va-bits 52 --kasan generic --release 6.12.117",
    "4k-52-on-a72.txt, layout --va-bits 52 --cpu cortex-a72 --kaslr-seed 0x1234567890abcdef",
    "16k-36-v61.txt, layout --page-size 16K --va-bits 36 --release 6.1 --memory 0x40000000:2G"
        + " --memory 0x800000000:40G",
    "64k-52-series.txt, layout --page-size 64K --va-bits 52 --traits lpa2-v3"
        + " --struct-page-size 56 --image-size 24M",
    "4k-48.json, layout --format json",
  })
  void textIsAsItWas(String golden, String command) throws IOException {
    assertThat(run(command.split(" "))).as(err.toString()).isZero();
    Path file = GOLDEN.resolve(golden);
    if (Boolean.getBoolean("earlymap.golden.write")) {
      Files.writeString(file, out.toString());
    }
    assertThat(out.toString()).isEqualTo(Files.readString(file));
  }

  @Test
  void htmlStandsByItselfAndSaysWhatTheTextSays() {
    assertThat(run("layout", "--va-bits", "52", "--format", "html")).isZero();
    String html = out.toString();
    assertThat(html).startsWith("<!DOCTYPE html>").endsWith("</html>\n");
    assertThat(html).doesNotContain("<script").doesNotContain("src=").doesNotContain("url(");
    assertThat(html.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http");
    run("layout", "--va-bits", "52");
    Matcher row = Pattern.compile("(?m)^(0x\\w{16})  (0x\\w{16}) ").matcher(out.toString());
    List<String> addresses = new ArrayList<>();
    while (row.find()) {
      addresses.add(row.group(1));
      addresses.add(row.group(2));
    }
    assertThat(addresses).hasSizeGreaterThan(60);
    assertThat(html).contains(addresses);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "layout --va-bits 52",
        "layout --page-size 16K --va-bits 36 --release 6.1",
        "layout --page-size 64K --va-bits 52 --kasan sw-tags --cpu cortex-a72",
        "layout --memory 0x40000000:1G --memory 0x100000000:1G --memory 0x800000000:1G"
      })
  void nothingInThePictureLiesOverAnother(String command) {
    assertThat(run((command + " --format html").split(" "))).isZero();
    Pattern shape =
        Pattern.compile(
            "<g class=\"(band|row) [^>]*>.*?<rect x=\"([\\d.]+)\" y=\"([\\d.]+)\""
                + " width=\"([\\d.]+)\" height=\"([\\d.]+)\"",
            Pattern.DOTALL);
    // The first picture is the one for wide windows; the narrow one after it repeats the bands.
    Matcher matcher = shape.matcher(out.toString().split("</svg>", 2)[0]);
    double bandEnd = 0;
    double rowEnd = 0;
    int shapes = 0;
    while (matcher.find()) {
      double y = Double.parseDouble(matcher.group(3));
      double end = y + Double.parseDouble(matcher.group(5));
      assertThat(end - y).isGreaterThan(19.9);
      if (matcher.group(1).equals("band")) {
        assertThat(y).isGreaterThanOrEqualTo(bandEnd - 0.11);
        bandEnd = end;
      } else {
        assertThat(y).isGreaterThanOrEqualTo(rowEnd - 0.11);
        rowEnd = end;
      }
      shapes++;
    }
    assertThat(shapes).isGreaterThan(15);
    Matcher box = Pattern.compile("viewBox=\"0 0 [\\d.]+ ([\\d.]+)\"").matcher(out.toString());
    assertThat(box.find()).isTrue();
    assertThat(Math.max(bandEnd, rowEnd)).isLessThan(Double.parseDouble(box.group(1)));
  }

  @Test
  void aFileIsReplacedOnlyByAWholeOne() throws IOException {
    Path file = folder.resolve("layout.html");
    Files.writeString(file, "before");
    assertThat(run("layout", "--va-bits", "40", "-o", file.toString())).isEqualTo(2);
    assertThat(file).hasContent("before");
    assertThat(run("layout", "--format", "html", "-o", file.toString())).isZero();
    assertThat(Files.readString(file)).startsWith("<!DOCTYPE html>");
    assertThat(out.toString()).isEmpty();
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--va-bits 40|no arm64 kernel has 4K pages, 40 VA bits",
        "--va-bits 52 --release 6.1|kernels without LPA2 (before 6.9) have no 52 VA bits",
        "--page-size 16K --cpu cortex-a72|has no 16K granule",
        "--struct-page-size 60|multiple of 8 between 32 and 128",
        "--image-size 4G|expected 1 to 2G",
        "--kasan hard|--kasan: found 'hard'",
        "--release 5.15|the layout of Linux 5.15 is not known; known are 6.1 to 7.3",
        "--release 0.1|the layout of Linux 0.1 is not known",
        "--release 9.99|the layout of Linux 9.99 is not known",
        "--traits 0.1|the traits of Linux 0.1 are not known",
        "--release nonsense|'nonsense' is not a release",
        "--config /nonexistent|/nonexistent: no such file or directory",
      })
  void whatCannotBeIsRefused(String options, String message) {
    assertThat(run(("layout " + options).split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(message).doesNotContain("internal error");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void releaseNewerThanAnyKnownIsSaidToBe() {
    assertThat(run("layout", "--release", "7.4.2")).isZero();
    assertThat(out.toString())
        .startsWith("Linux 7.4.2 (7.4 is newer than the newest known, 7.3: taken as 7.3), 4K");
    assertThat(run("layout", "--release", "7.3.9")).isZero();
    assertThat(out.toString()).doesNotContain("newer");
  }

  @Test
  void memoryThatIsLeftOutIsNamed() {
    assertThat(run("layout", "--va-bits", "39", "--memory", "0x40000000:300G")).isZero();
    assertThat(out.toString()).contains("memory left out     0x0000004040000000").contains("above");
  }
}
