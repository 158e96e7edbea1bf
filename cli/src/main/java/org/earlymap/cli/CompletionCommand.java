// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.earlymap.cli.output.ExitCode;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code earlymap completion}: the script that completes commands and options in a shell. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Prints the script that completes commands and options in a shell.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(earlymap completion bash)      for this shell",
      "  earlymap completion zsh > ~/.earlymap.zsh",
      "  earlymap completion fish > ~/.config/fish/completions/earlymap.fish"
    })
final class CompletionCommand implements Callable<Integer> {
  /** A shell that the script is for. */
  enum Shell {
    BASH,
    ZSH,
    FISH
  }

  @Parameters(paramLabel = "SHELL", description = "One of: ${COMPLETION-CANDIDATES}.")
  Shell shell = Shell.BASH;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    CommandLine complete = Earlymap.complete();
    complete
        .getSubcommands()
        .values()
        .forEach(command -> CommandShape.giveCandidates(command.getCommandSpec()));
    if (shell == Shell.FISH) {
      new FishCompletion(out).print(complete);
      return ExitCode.DONE;
    }
    if (shell == Shell.ZSH) {
      out.print("autoload -U +X compinit && compinit\n");
      out.print("autoload -U +X bashcompinit && bashcompinit\n");
    }
    out.print(bash(complete));
    return ExitCode.DONE;
  }

  /** The library writes numbers with the digits of the default locale. */
  private static String bash(CommandLine complete) {
    Locale locale = Locale.getDefault();
    try {
      Locale.setDefault(Locale.ROOT);
      return AutoComplete.bash("earlymap", complete);
    } finally {
      Locale.setDefault(locale);
    }
  }
}
