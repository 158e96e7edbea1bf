// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.html.HtmlEscapers;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earlymap.cli.Earlymap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * All kinds of pages as a browser shows them: from a telephone's width to that of a large screen,
 * light, dark and printed, by the keyboard alone.
 */
@RequiresTool("chromium")
final class PagesBrowserTest {
  private static final String KERNEL = "../../samples/kernel/";
  private static final List<Integer> WIDTHS = List.of(360, 768, 1280, 1920);

  /** What WCAG 2.2 asks for, success criterion 1.4.3. */
  private static final double CONTRAST = 4.5;

  /** Measures each frame and leaves what was found in the document, as JSON. */
  private static final String PROBE =
      """
      const pixel = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
      const over = colours => {
        colours.forEach(colour => { pixel.fillStyle = colour; pixel.fillRect(0, 0, 1, 1); });
        return pixel.getImageData(0, 0, 1, 1).data;
      };
      const luminance = ([r, g, b]) => {
        const linear = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
        return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
      };
      const contrast = (view, element) => {
        const svg = element.namespaceURI.endsWith('svg');
        const beside = element.matches('.row-address, .row-size');
        const grounds = [];
        const style = view.getComputedStyle(element);
        for (let e = element; e; e = e.parentElement) {
          const rect = svg && !beside && e.tagName === 'g' ? e.querySelector(':scope > rect') : null;
          if (rect) grounds.unshift(view.getComputedStyle(rect).fill);
          grounds.unshift(view.getComputedStyle(e).backgroundColor);
        }
        const back = luminance(over(grounds));
        const front = luminance(over([...grounds, svg ? style.fill : style.color]));
        return (Math.max(back, front) + 0.05) / (Math.min(back, front) + 0.05);
      };
      const measure = frame => {
        const view = frame.contentWindow, page = frame.contentDocument;
        page.querySelectorAll('details').forEach(d => { d.open = true; });
        const shown = e => e.checkVisibility();
        const own = e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
        const texts = [...page.body.querySelectorAll('*')].filter(e => own(e) && shown(e));
        const pale = texts.map(e => ({text: e.textContent.slice(0, 40), c: contrast(view, e)}));
        const stops = [...page.querySelectorAll('a, summary, [tabindex="0"]')];
        const scrolls = [...page.querySelectorAll('*')].filter(e =>
          e.scrollWidth > e.clientWidth + 1 && view.getComputedStyle(e).overflowX === 'auto');
        return {
          page: frame.title, width: frame.clientWidth,
          sideways: page.documentElement.scrollWidth - frame.clientWidth,
          texts: texts.length,
          least: pale.reduce((a, b) => a.c < b.c ? a : b),
          wide: [...page.querySelectorAll('svg.wide')].filter(shown).length,
          narrow: [...page.querySelectorAll('svg.narrow')].filter(shown).length,
          background: view.getComputedStyle(page.body).backgroundColor,
          stops: stops.length,
          unmarked: stops.filter(e => {
            e.focus();
            return page.activeElement !== e || view.getComputedStyle(e).outlineStyle !== 'solid';
          }).map(e => e.textContent.slice(0, 40)),
          unreached: scrolls.filter(e => e.tabIndex !== 0 || !e.getAttribute('aria-label')).length,
          broken: [...page.querySelectorAll('a')].filter(a =>
            !page.querySelector(a.getAttribute('href'))).length,
          unnamed: [...page.querySelectorAll('svg')].filter(e => !e.getAttribute('aria-label')).length
        };
      };
      addEventListener('load', () => {
        const result = document.createElement('pre');
        result.id = 'measured';
        result.textContent = JSON.stringify([...document.querySelectorAll('iframe')].map(measure));
        document.body.replaceChildren(result);
      });
      """;

  private static final Pattern MEASURED =
      Pattern.compile("<pre id=\"measured\">(.*?)</pre>", Pattern.DOTALL);

  private static final Map<String, String> PAGES = new LinkedHashMap<>();

  @TempDir private static Path folder;

  @BeforeAll
  static void pages() {
    run("build " + KERNEL + "vmlinux-4k-52 --memory 0x40000000:1G --stage paging-init -o A");
    run(
        "build "
            + KERNEL
            + "vmlinux-4k-52 --memory 0x40000000:2G --stage paging-init --cmdline rodata=off -o B");
    run("build " + KERNEL + "booting/vmlinux-booting --stage paging-init --trace -o C");
    page("dump A");
    page("dump C");
    page("walk C 0xffff800080010000 0x40200000");
    page("diff A B");
    page("diff --a.va-bits 48 --b.va-bits 52");
    page("layout --va-bits 52 --kasan generic --cpu cortex-a72");
  }

  private static void page(String command) {
    PAGES.put(command, run(command + " --format html"));
  }

  /** Runs a command line, whose words A, B and C are builds. */
  private static String run(String command) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> words = new ArrayList<>();
    for (String word : Splitter.on(' ').split(command)) {
      words.add(word.matches("[ABC]") ? folder.resolve(word).toString() : word);
    }
    String[] args = words.toArray(String[]::new);
    int code = Earlymap.run(new PrintWriter(out), new PrintWriter(err), args);
    assertThat(code).as(err.toString()).isLessThan(2);
    return out.toString();
  }

  private static String browse(Path page, String... flags)
      throws IOException, InterruptedException {
    List<String> browser = new ArrayList<>(List.of("chromium", "--headless", "--no-sandbox"));
    browser.addAll(List.of("--disable-gpu", "--hide-scrollbars", "--window-size=2000,1200"));
    browser.add("--user-data-dir=" + folder.resolve("profile"));
    browser.addAll(List.of(flags));
    browser.add(page.toUri().toString());
    return Tool.run(folder, Duration.ofMinutes(3), browser);
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void pagesFitAndAreReadAtEveryWidth(String scheme) throws IOException, InterruptedException {
    StringBuilder host = new StringBuilder("<!DOCTYPE html>\n<meta charset=\"utf-8\">");
    host.append("<meta name=\"color-scheme\" content=\"light dark\">\n<body>\n");
    PAGES.forEach(
        (command, html) -> {
          for (int width : WIDTHS) {
            host.append("<iframe title=\"").append(command).append("\" style=\"border:0;width:");
            host.append(width).append("px;height:1000px\" srcdoc=\"");
            host.append(HtmlEscapers.htmlEscaper().escape(html)).append("\"></iframe>\n");
          }
        });
    host.append("<script>\n").append(PROBE).append("</script>\n</body>\n");
    Path page = Files.writeString(folder.resolve(scheme + ".html"), host);
    String flag = "--blink-settings=preferredColorScheme=" + (scheme.equals("dark") ? 0 : 1);
    Matcher measured = MEASURED.matcher(browse(page, flag, "--dump-dom"));
    assertThat(measured.find()).as("the pages' measurements").isTrue();
    String json = measured.group(1).replace("&lt;", "<").replace("&gt;", ">");
    JsonNode frames = JsonMapper.shared().readTree(json.replace("&amp;", "&"));
    assertThat(frames.size()).isEqualTo(PAGES.size() * WIDTHS.size());
    for (JsonNode frame : frames) {
      String of = frame.get("page").asString() + " at " + frame.get("width") + ": " + frame;
      boolean small = frame.get("width").asInt() < 720;
      boolean walk = of.startsWith("walk");
      assertThat(frame.get("sideways").asInt()).as(of).isLessThanOrEqualTo(0);
      assertThat(frame.get("texts").asInt()).as(of).isGreaterThan(50);
      assertThat(frame.path("least").get("c").asDouble()).as(of).isGreaterThan(CONTRAST);
      assertThat(frame.get("wide").asInt() > 0).as(of).isEqualTo(!small && !walk);
      assertThat(frame.get("narrow").asInt() > 0).as(of).isEqualTo(small && !walk);
      assertThat(frame.get("background").asString())
          .isEqualTo(scheme.equals("dark") ? "rgb(20, 23, 28)" : "rgb(255, 255, 255)");
      assertThat(frame.get("stops").asInt() > 0).as(of).isEqualTo(!walk);
      assertThat(frame.get("unmarked")).as(of).isEmpty();
      assertThat(frame.get("unreached").asInt()).as(of).isZero();
      assertThat(frame.get("broken").asInt()).as(of).isZero();
      assertThat(frame.get("unnamed").asInt()).as(of).isZero();
    }
  }

  /** Paper is white whatever the screen is, and a page of tables is few sheets of it. */
  @Test
  void pagesArePrintedOnFewSheets() throws IOException, InterruptedException {
    for (String command : List.of("dump A", "diff A B")) {
      Path page = Files.writeString(folder.resolve("print.html"), PAGES.get(command));
      Path pdf = folder.resolve("print.pdf");
      browse(page, "--no-pdf-header-footer", "--print-to-pdf=" + pdf);
      String text = Files.readString(pdf, StandardCharsets.ISO_8859_1);
      assertThat(text).startsWith("%PDF-");
      assertThat(Pattern.compile("/Type /Page\\s").matcher(text).results().count())
          .as(command)
          .isBetween(2L, 6L);
    }
  }
}
