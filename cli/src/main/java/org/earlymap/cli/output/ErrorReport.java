// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.output;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.function.BooleanSupplier;
import org.earlymap.InputException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns exceptions into one message on standard error, and exit code 2. */
public final class ErrorReport implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private final BooleanSupplier debug;

  public ErrorReport(BooleanSupplier debug) {
    this.debug = debug;
  }

  @Override
  public int handleExecutionException(
      Exception exception, CommandLine commandLine, ParseResult parseResult) {
    PrintWriter err = commandLine.getErr();
    err.println("earlymap: " + message(exception));
    if (debug.getAsBoolean()) {
      exception.printStackTrace(err);
    }
    return ExitCode.TROUBLE;
  }

  @Override
  public int handleParseException(ParameterException exception, String[] args) {
    CommandLine commandLine = exception.getCommandLine();
    PrintWriter err = commandLine.getErr();
    err.println("earlymap: " + exception.getMessage());
    if (debug.getAsBoolean()) {
      exception.printStackTrace(err);
    }
    if (!UnmatchedArgumentException.printSuggestions(exception, err)) {
      err.println(commandLine.getHelp().fullSynopsis().strip());
    }
    err.println(
        "Run '" + commandLine.getCommandSpec().qualifiedName() + " --help' for its options.");
    return ExitCode.TROUBLE;
  }

  /** What went wrong, in one line. */
  public static String message(Exception exception) {
    if (exception instanceof InputException) {
      return String.valueOf(exception.getMessage());
    }
    if (exception instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
      return message(unchecked.getCause());
    }
    if (exception instanceof FileSystemException named) {
      return named.getFile() + ": " + FileTrouble.reason(named);
    }
    if (exception instanceof IOException && exception.getMessage() != null) {
      return exception.getMessage();
    }
    return "internal error: " + exception + " (run again with --debug and report it)";
  }
}
