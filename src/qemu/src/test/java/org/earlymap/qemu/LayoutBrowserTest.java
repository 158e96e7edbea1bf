// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earlymap.cli.Earlymap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The page of {@code earlymap layout} as a browser lays it out: every label where it belongs, whole
 * and clear of the others, and the picture in the order of the addresses.
 */
@RequiresTool("chromium")
final class LayoutBrowserTest {
  /** Measures every label and shape and leaves the figures in the document, as JSON. */
  private static final String PROBE =
      """
      <script>
      addEventListener('load', () => {
        const box = e => {
          const r = e.getBoundingClientRect();
          return {x: r.left, y: r.top, right: r.right, bottom: r.bottom};
        };
        const region = g => ({
          name: g.dataset.name, start: g.dataset.start, role: g.classList[0],
          rect: box(g.querySelector('rect')), hover: g.querySelector('title').textContent,
          fill: getComputedStyle(g.querySelector('rect')).fill,
          label: {
            text: g.querySelector('.name, .row-name').textContent,
            box: box(g.querySelector('.name, .row-name'))
          }
        });
        const result = document.createElement('pre');
        result.id = 'measured';
        result.textContent = JSON.stringify({
          svg: box(document.querySelector('svg.wide')),
          regions: [...document.querySelectorAll('svg.wide g[data-name]')].map(region),
          texts: [...document.querySelectorAll('svg.wide text')].map(t => ({
            text: t.textContent, box: box(t)})),
          background: getComputedStyle(document.body).backgroundColor,
          scroll: document.documentElement.scrollWidth - innerWidth,
          rows: document.querySelector('table.regions').tBodies[0].rows.length,
          folded: document.querySelectorAll('svg.wide g.row.k-fixmap').length,
          slots: document.querySelectorAll('details table.regions tbody tr').length
        });
        document.body.append(result);
      });
      </script>
      """;

  private static final Pattern MEASURED =
      Pattern.compile("<pre id=\"measured\">(.*?)</pre>", Pattern.DOTALL);

  private static final double SLACK = 0.6;

  @TempDir private Path folder;

  private JsonNode measure(String command, String... flags)
      throws IOException, InterruptedException {
    StringWriter html = new StringWriter();
    StringWriter err = new StringWriter();
    String[] args = (command + " --format html").split(" ");
    int code = Earlymap.run(new PrintWriter(html), new PrintWriter(err), args);
    assertThat(code).as(err.toString()).isLessThan(2);
    Path page = folder.resolve("page.html");
    Files.writeString(page, html.toString().replace("</body>", PROBE + "</body>"));
    List<String> browser =
        new ArrayList<>(
            List.of(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--window-size=1100,1500",
                "--user-data-dir=" + folder.resolve("profile")));
    browser.addAll(List.of(flags));
    browser.addAll(List.of("--dump-dom", page.toUri().toString()));
    String dom = Tool.run(folder, Duration.ofMinutes(3), browser);
    Matcher measured = MEASURED.matcher(dom);
    assertThat(measured.find()).as("the page's measurements in %s", dom).isTrue();
    String json = measured.group(1).replace("&lt;", "<").replace("&gt;", ">");
    return JsonMapper.shared().readTree(json.replace("&amp;", "&"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "layout --va-bits 52 --release 6.12.117",
        "layout --page-size 16K --va-bits 36 --release 6.1 --memory 0x40000000:2G"
            + " --memory 0x800000000:40G",
        "layout --page-size 64K --va-bits 52 --kasan generic --cpu cortex-a72"
            + " --kaslr-seed 0x1234567890abcdef"
      })
  void labelsAreWholeAndApartAndInOrder(String command) throws IOException, InterruptedException {
    JsonNode page = measure(command);
    JsonNode regions = page.get("regions");
    int folded = page.get("folded").asInt();
    assertThat(folded).as("rows for the fixmap's slots").isBetween(2, 6);
    assertThat(page.get("slots").asInt()).isGreaterThan(3 * folded);
    assertThat(regions.size()).isGreaterThan(15).isEqualTo(page.get("rows").asInt() + folded);
    double bandEnd = 0;
    long previous = 0;
    for (JsonNode region : regions) {
      String name = region.get("name").asString();
      JsonNode rect = region.get("rect");
      assertThat(inside(rect, page.get("svg"))).as(name).isTrue();
      JsonNode label = region.get("label");
      assertThat(label.get("text").asString()).isEqualTo(name);
      assertThat(inside(label.get("box"), rect)).as("the label of %s", name).isTrue();
      assertThat(region.get("hover").asString())
          .startsWith(name + "\n" + region.get("start").asString());
      if (region.get("role").asString().equals("band")) {
        assertThat(rect.get("y").asDouble()).as(name).isGreaterThanOrEqualTo(bandEnd - SLACK);
        bandEnd = rect.get("bottom").asDouble();
        long start = Long.parseUnsignedLong(region.get("start").asString().substring(2), 16);
        assertThat(Long.compareUnsigned(start, previous)).as(name).isNotNegative();
        previous = start;
      }
    }
    assertNoOverlap(page.get("texts"));
    assertThat(page.get("scroll").asDouble()).as("sideways scrolling").isLessThanOrEqualTo(0);
  }

  private static boolean inside(JsonNode inner, JsonNode outer) {
    return inner.get("x").asDouble() >= outer.get("x").asDouble() - SLACK
        && inner.get("y").asDouble() >= outer.get("y").asDouble() - SLACK
        && inner.get("right").asDouble() <= outer.get("right").asDouble() + SLACK
        && inner.get("bottom").asDouble() <= outer.get("bottom").asDouble() + SLACK;
  }

  private static void assertNoOverlap(JsonNode texts) {
    for (int i = 0; i < texts.size(); i++) {
      for (int j = 0; j < i; j++) {
        JsonNode a = texts.get(i).get("box");
        JsonNode b = texts.get(j).get("box");
        boolean apart =
            a.get("right").asDouble() <= b.get("x").asDouble() + SLACK
                || b.get("right").asDouble() <= a.get("x").asDouble() + SLACK
                || a.get("bottom").asDouble() <= b.get("y").asDouble() + SLACK
                || b.get("bottom").asDouble() <= a.get("y").asDouble() + SLACK;
        assertThat(apart)
            .as("'%s' and '%s'", texts.get(i).get("text"), texts.get(j).get("text"))
            .isTrue();
      }
    }
  }

  @Test
  void heightsHaveTheRankOfTheSizes() throws IOException, InterruptedException {
    JsonNode regions = measure("layout --va-bits 52 --release 6.12.117").get("regions");
    double pciIo = height(regions, "PCI I/O");
    assertThat(height(regions, "Linear Mapping"))
        .as("4 PiB against 16 MiB, both to be seen")
        .isBetween(3 * pciIo, 6 * pciIo);
    assertThat(height(regions, "Modules")).isBetween(pciIo, height(regions, "vmemmap"));
    assertThat(pciIo).isGreaterThan(20);
  }

  private static double height(JsonNode regions, String name) {
    for (JsonNode region : regions) {
      if (region.get("name").asString().equals(name)) {
        JsonNode rect = region.get("rect");
        return rect.get("bottom").asDouble() - rect.get("y").asDouble();
      }
    }
    throw new AssertionError("no region " + name);
  }

  @Test
  void lightAndDarkDiffer() throws IOException, InterruptedException {
    String command = "layout --va-bits 48";
    JsonNode light = measure(command, "--blink-settings=preferredColorScheme=1");
    JsonNode dark = measure(command, "--blink-settings=preferredColorScheme=0");
    assertThat(light.get("background").asString()).isEqualTo("rgb(255, 255, 255)");
    assertThat(dark.get("background").asString()).isEqualTo("rgb(20, 23, 28)");
    for (int i = 0; i < light.get("regions").size(); i++) {
      assertThat(dark.get("regions").get(i).get("fill"))
          .isNotEqualTo(light.get("regions").get(i).get("fill"));
    }
  }

  @Test
  void bothPicturesOfADiffAreSideBySide() throws IOException, InterruptedException {
    JsonNode page = measure("diff --a.va-bits 48 --b.va-bits 52");
    List<Double> edges = new ArrayList<>();
    for (JsonNode region : page.get("regions")) {
      if (region.get("name").asString().equals("Linear Mapping")) {
        edges.add(region.get("rect").get("x").asDouble());
        edges.add(region.get("rect").get("right").asDouble());
      }
    }
    assertThat(edges).hasSize(4);
    assertThat(edges.get(1)).isLessThan(edges.get(2));
    assertNoOverlap(page.get("texts"));
  }
}
