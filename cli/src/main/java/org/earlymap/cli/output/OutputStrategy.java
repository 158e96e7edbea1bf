// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.output;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** Runs a command; what it prints goes where its {@code -o} says, whole or not at all. */
public final class OutputStrategy implements IExecutionStrategy {
  /** The name of the mixin by which a command is given {@code -o}. */
  public static final String MIXIN = "earlymap-output";

  @Override
  public int execute(ParseResult parsed) {
    List<CommandLine> commands = parsed.asCommandLineList();
    CommandLine command = commands.get(commands.size() - 1);
    Optional<OutputOption> output = option(command);
    if (output.isEmpty() || output.get().isStandard()) {
      return new RunLast().execute(parsed);
    }
    AtomicInteger code = new AtomicInteger();
    try {
      output
          .get()
          .write(
              command.getOut(),
              out -> {
                command.setOut(out);
                code.set(new RunLast().execute(parsed));
              });
    } catch (IOException e) {
      throw new ExecutionException(command, String.valueOf(e.getMessage()), e);
    }
    return code.get();
  }

  private static Optional<OutputOption> option(CommandLine command) {
    @Nullable CommandSpec mixin = command.getCommandSpec().mixins().get(MIXIN);
    return mixin != null && mixin.userObject() instanceof OutputOption option
        ? Optional.of(option)
        : Optional.empty();
  }
}
