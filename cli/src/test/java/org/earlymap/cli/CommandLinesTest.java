// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Many command lines in one process. */
final class CommandLinesTest {
  private static final String[] LINES = {
    "decode 0x60000040200f83",
    "decode 0x60000040200f83 --page-size 64K --format json --level 2",
    "decode 0x60000040200f83",
    "--debug inspect nowhere",
    "inspect nowhere",
    "inspect nowhere --format json --trait wxn=on --trait lpa2=off",
    "inspect ../samples/kernel/vmlinux-4k-52",
    "layout --va-bits 39 --kaslr-seed 7 --memory 0x40000000:1G",
    "layout",
    "cpu cortex-a72 --cmdline nokaslr",
    "cpu",
    "cpu --no-such-option",
    "cpu --help",
    "cpu cpu",
    "help cpu",
    "nothing",
    "tlbi --start 0xffff800000000000 --size 2M --range --ttl --asid 5",
    "tlbi --start 0xffff800000000000 --size 2M",
    "dump ../README.md@0 --root 0 --registers nowhere",
    "dump ../README.md@0 --root 0 --tcr 0xb5103510",
    "dump ../README.md@0 --root 0 --tcr 0xb5103510 --registers nowhere",
    "diff --a.va-bits 48 --b.va-bits 39",
    "diff --a.va-bits 48 --b.va-bits 48"
  };

  @Test
  void eachIsAnsweredAsByAProgramOfItsOwn() {
    CommandLines lines = new CommandLines();
    for (String line : LINES) {
      String[] words = line.split(" ", -1);
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      int code = lines.run(new PrintWriter(out), new PrintWriter(err), words);
      Invocation alone = Invocation.of(words);
      assertThat(new Invocation(code, out.toString(), withoutTrace(err.toString())))
          .as(line)
          .isEqualTo(new Invocation(alone.code(), alone.out(), withoutTrace(alone.err())));
    }
  }

  /** Where in the program it happened, which {@code --debug} prints, is not the same. */
  private static String withoutTrace(String err) {
    return err.replaceAll("(?m)^\\s+(at|\\.\\.\\.) .*\n", "");
  }

  /** A value with one quotation mark brought up the name of a field, and what was in the value. */
  @Test
  void picocliSaysNothingOfItsOwn() {
    Invocation wrong = Invocation.of("inspect", "x", "--trait", "wxn=\"on");
    assertThat(wrong.err()).contains("--trait").contains("wxn");
    assertThat(CommandLine.tracer().getLevel()).isEqualTo(CommandLine.TraceLevel.OFF);
  }
}
