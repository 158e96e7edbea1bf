// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earlymap.check.catalog.RuleCatalog;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules as written: who searches for an id finds the class, and what it protects from. */
final class RuleSourcesTest {
  private static final Path SOURCES = Path.of("src", "main", "java");
  private static final Pattern CLASS_COMMENT =
      Pattern.compile("\n/\\*\\*(.*?)\\*/\n[a-z ]*class ", Pattern.DOTALL);

  @ParameterizedTest
  @MethodSource("ids")
  void theIdIsInTheClassWithWhatItProtectsFrom(String id) throws IOException {
    String source = Files.readString(source(id));

    assertThat(source).contains('"' + id + '"');
    Matcher comment = CLASS_COMMENT.matcher(source);
    assertThat(comment.find()).isTrue();
    String text = comment.group(1).replaceAll("\\s*\n \\*\\s*", " ");
    assertThat(text).containsPattern(id + ": .+? Protects from ");
  }

  static Iterable<String> ids() {
    return RuleCatalog.all().stream().map(Rule::id).toList();
  }

  private static Path source(String id) {
    Rule rule =
        RuleCatalog.all().stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
    return SOURCES.resolve(rule.getClass().getName().replace('.', '/') + ".java");
  }
}
