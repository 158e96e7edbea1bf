// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.output;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
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
  /** Made before there is no memory to make it. */
  private static final String OUT_OF_MEMORY =
      "out of memory: give the Java virtual machine more, EARLYMAP_JAVA_OPTS=-Xmx4g";

  private final BooleanSupplier debug;

  public ErrorReport(BooleanSupplier debug) {
    this.debug = debug;
  }

  @Override
  public int handleExecutionException(
      Exception exception, CommandLine commandLine, ParseResult parseResult) {
    print(exception, commandLine.getErr(), debug.getAsBoolean());
    return ExitCode.TROUBLE;
  }

  /** Says what went wrong, and where in the program if {@code debug} asks for it. */
  public static void print(Throwable trouble, PrintWriter err, boolean debug) {
    err.println("earlymap: " + message(trouble));
    if (debug) {
      trouble.printStackTrace(err);
    }
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
  public static String message(Throwable exception) {
    if (exception instanceof InputException) {
      return String.valueOf(exception.getMessage());
    }
    if (exception instanceof OutOfMemoryError) {
      return OUT_OF_MEMORY;
    }
    if (exception instanceof StackOverflowError) {
      return "the input is nested too deeply";
    }
    if (exception instanceof InternalError && isOfMappedFile(exception)) {
      return "a file was cut short or could not be read while it was in use";
    }
    if (exception instanceof InvalidPathException path) {
      return "'" + path.getInput() + "' is not a file name: " + path.getReason();
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

  /** The JVM's answer to a page of a mapping that has no file behind it any more. */
  private static boolean isOfMappedFile(Throwable error) {
    return String.valueOf(error.getMessage()).contains("unsafe memory access");
  }
}
