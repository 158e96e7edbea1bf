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
import java.util.Map;
import java.util.TreeMap;
import org.earlymap.cli.Earlymap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The completion scripts in the shells that they are for: what is typed, and what becomes of it.
 */
final class ShellCompletionTest {
  /** What is typed, and the line after the tabulator key. */
  private static final Map<String, String> LINES =
      Map.ofEntries(
          Map.entry("earlymap inspe", "earlymap inspect"),
          Map.entry("earlymap --vers", "earlymap --version"),
          Map.entry("earlymap build --sta", "earlymap build --stage"),
          Map.entry("earlymap build --stage ea", "earlymap build --stage early-map"),
          Map.entry("earlymap build x --cpu cortex-a78a", "earlymap build x --cpu cortex-a78ae"),
          Map.entry("earlymap diff --a.kasan sw", "earlymap diff --a.kasan sw-tags"),
          Map.entry("earlymap diff --b.struct", "earlymap diff --b.struct-page-size"),
          Map.entry("earlymap check --only EM-TBL-00", "earlymap check --only EM-TBL-00"),
          Map.entry("earlymap check --ignore EM-SEG-015", "earlymap check --ignore EM-SEG-015"),
          Map.entry("earlymap walk x 0 --half up", "earlymap walk x 0 --half upper"),
          Map.entry("earlymap completion fi", "earlymap completion fish"),
          Map.entry("earlymap help comp", "earlymap help completion"),
          Map.entry("earlymap cpu ampere-al", "earlymap cpu ampere-altra"),
          Map.entry("earlymap inspect kern", "earlymap inspect kernel.elf"));

  /**
   * Types at a terminal of its own: the key of completion, then one that notes the line and empties
   * it.
   */
  private static final String ZSH =
      """
      zmodload zsh/zpty || exit 3
      export NOTED=$PWD/noted
      : >$NOTED
      zpty -b shell env HOME=$PWD ZDOTDIR=$PWD TERM=dumb zsh -f -i
      zpty -w shell 'PS1=; unsetopt beep; bindkey "^I" complete-word
      note() { print -r -- "$BUFFER" >>$NOTED; BUFFER=; }
      zle -N note; bindkey "^X" note; source ./script; print ready >>$NOTED'
      lines=1
      await() {
        local tries=0
        while (( tries++ < 400 )) && (( $(wc -l <$NOTED) < lines )); do
          zpty -r -t shell said 2>/dev/null
          sleep 0.05
        done
        (( lines++ ))
      }
      await
      while read -r line; do
        zpty -n -w shell "$line"$'\\t\\x18'
        await
      done <typed
      zpty -d shell
      tail -n +2 $NOTED
      """;

  /** Calls the script's function as the shell does, and joins what all its answers start with. */
  private static final String BASH =
      """
      compopt() { :; }
      source ./script
      while read -r line; do
        read -ra COMP_WORDS <<<"$line"
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE=$line COMP_POINT=${#line} COMPREPLY=()
        word=${COMP_WORDS[COMP_CWORD]}
        _complete_earlymap earlymap "$word" "${COMP_WORDS[COMP_CWORD - 1]}"
        [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$word"))
        [ ${#COMPREPLY[@]} -eq 1 ] && word=${COMPREPLY[0]}
        printf '%s\\n' "${line% *} $word"
      done <typed
      """;

  private static final String FISH =
      """
      source ./script
      while read -l line
        set -l found (complete -C $line | string split -f1 \\t)
        set -l words (string split ' ' $line)
        test (count $found) -eq 1; and set words[-1] $found
        echo (string join -- ' ' $words)
      end <typed
      """;

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void type() throws IOException {
    Files.writeString(folder.resolve("kernel.elf"), "");
    Files.write(folder.resolve("typed"), new TreeMap<>(LINES).keySet());
  }

  @Test
  @RequiresTool("bash")
  void bash() throws Exception {
    assertCompletes("bash", BASH, "bash", "--norc");
  }

  @Test
  @RequiresTool("zsh")
  void zsh() throws Exception {
    assertCompletes("zsh", ZSH, "zsh", "-f");
  }

  @Test
  @RequiresTool("fish")
  void fish() throws Exception {
    assertCompletes("fish", FISH, "env", "HOME=.", "fish", "--no-config");
  }

  private void assertCompletes(String shell, String driver, String... command) throws Exception {
    StringWriter script = new StringWriter();
    StringWriter err = new StringWriter();
    assertThat(Earlymap.run(new PrintWriter(script), new PrintWriter(err), "completion", shell))
        .as(err.toString())
        .isZero();
    Files.writeString(folder.resolve("script"), script.toString());
    Files.writeString(folder.resolve("driver"), driver);
    List<String> words = new ArrayList<>(List.of(command));
    words.add("driver");
    String said = Tool.run(folder, Duration.ofSeconds(60), words);
    Map<String, String> completed = new TreeMap<>();
    List<String> lines = said.lines().map(String::strip).toList();
    List<String> typed = Files.readAllLines(folder.resolve("typed"));
    assertThat(lines).hasSameSizeAs(typed);
    for (int i = 0; i < lines.size(); i++) {
      completed.put(typed.get(i), lines.get(i));
    }
    assertThat(completed).isEqualTo(new TreeMap<>(LINES));
  }
}
