// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Same input, same bytes: whatever the locale, the time zone and the number of threads. */
final class SameEverywhereTest {
  private static final String KERNEL = "../samples/kernel/vmlinux-4k-52";
  private static final String RELR = "../samples/kernel/vmlinux-4k-48-relr";

  /** A format with a decimal number, whose digits are those of the locale, and no locale. */
  private static final Pattern FORMATS =
      Pattern.compile(
          "(String\\.format|\\bprintf)\\((?!\\s*(Locale|String))[^;]*%[-0-9,]*d"
              + "|\\.formatted\\(|\\.to(Lower|Upper)Case\\(\\)");

  @TempDir private Path folder = Path.of("");

  @Test
  void everyCommandPrintsTheSame() throws IOException {
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    Map<String, Invocation> expected = new LinkedHashMap<>();
    try {
      for (String language : List.of("und", "tr-TR", "ar-EG-u-nu-arab")) {
        for (String place : List.of("UTC", "Pacific/Kiritimati", "America/St_Johns")) {
          Locale.setDefault(Locale.forLanguageTag(language));
          TimeZone.setDefault(TimeZone.getTimeZone(place));
          // The first time zone has every locale, the others one each: what they change is alike.
          if (place.equals("UTC") || language.startsWith("ar")) {
            compare(expected, language + ", " + place);
          }
        }
      }
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  private void compare(Map<String, Invocation> expected, String where) throws IOException {
    for (List<String> words : commands()) {
      Invocation found = Invocation.of(words.toArray(String[]::new));
      assertThat(found.code()).as(found.err()).isIn(0, 1);
      String command = String.join(" ", words).replaceAll("--threads \\d", "");
      Invocation first = expected.putIfAbsent(command, found);
      if (first != null) {
        assertThat(found).as("%s in %s", command, where).isEqualTo(first);
      }
    }
  }

  private List<List<String>> commands() throws IOException {
    Path sweep = folder.resolve("sweep.yaml");
    Files.writeString(
        sweep, "page-size: [4K, 16K]\nva-bits: [39, 47, 48]\nkasan: [none, generic]\n");
    String tables = folder.resolve("tables").toString();
    List<String> lines =
        new ArrayList<>(
            List.of(
                "build " + KERNEL + " --format json -o " + tables,
                "build " + KERNEL + " -o " + tables,
                "layout " + KERNEL + " --kaslr-seed 0x123456789 --format json",
                "layout --va-bits 39 --kasan generic",
                "layout --format html",
                "diff --a.va-bits 48 --b.va-bits 52 --format json",
                "diff --a.va-bits 48 --b.va-bits 52",
                "sweep " + sweep + " --threads 1",
                "sweep " + sweep + " --threads 8",
                "dump " + tables + " --format csv",
                "dump " + tables + " --format json",
                "walk " + tables + " 0xffff800080010000",
                "decode 0x0060000040200f83",
                "verify " + tables + " " + tables,
                "wx " + tables + " --format json",
                "cpu --format json",
                "cpu --list",
                "inspect " + KERNEL + " --format json",
                "inspect " + RELR,
                "relocate " + RELR + " --check",
                "check " + KERNEL + " --format junit",
                "check " + KERNEL + " --format sarif",
                "check " + RELR + " --verbose",
                "tlbi --start 0xffff800000000000 --size 2052K --range --ttl",
                "tlbi --start 0xffff800000000000 --size 2052K --format json",
                "completion bash",
                "completion fish"));
    return lines.stream().map(line -> List.of(line.split(" "))).toList();
  }

  @Test
  void noSourceFormatsForSomebodysLanguage() throws IOException {
    for (String sources : List.of("src/main/java", "../core/src/main/java")) {
      try (Stream<Path> files = Files.walk(Path.of(sources))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          assertThat(FORMATS.matcher(Files.readString(file)).find()).as(file.toString()).isFalse();
        }
      }
    }
  }
}
