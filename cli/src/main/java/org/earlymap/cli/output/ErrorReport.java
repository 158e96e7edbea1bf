// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.output;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.function.BooleanSupplier;
import org.earlymap.InputException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
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
    print(message(trouble), err);
    if (debug) {
      trouble.printStackTrace(err);
    }
  }

  @Override
  public int handleParseException(ParameterException exception, String[] args) {
    CommandLine commandLine = exception.getCommandLine();
    PrintWriter err = commandLine.getErr();
    print(exception.getMessage() + suggestion(exception, commandLine), err);
    if (debug.getAsBoolean()) {
      exception.printStackTrace(err);
    }
    err.println(
        "Run '" + commandLine.getCommandSpec().qualifiedName() + " --help' for its options.");
    return ExitCode.TROUBLE;
  }

  /** The option, or the command, that was probably meant. */
  private static String suggestion(ParameterException exception, CommandLine commandLine) {
    if (!(exception instanceof UnmatchedArgumentException unmatched)
        || unmatched.getUnmatched().isEmpty()) {
      return "";
    }
    String typed = unmatched.getUnmatched().get(0);
    CommandSpec command = commandLine.getCommandSpec();
    boolean isOption = typed.startsWith("-");
    if (!isOption && command.subcommands().isEmpty()) {
      return "";
    }
    String word = isOption && typed.contains("=") ? typed.substring(0, typed.indexOf('=')) : typed;
    Collection<String> known =
        isOption ? command.optionsMap().keySet() : command.subcommands().keySet();
    return Nearest.of(word, known).map(near -> ": did you mean " + near + "?").orElse("");
  }

  /**
   * Names of files and values are somebody's: nothing in them reaches the terminal as a command.
   */
  private static void print(String message, PrintWriter err) {
    StringBuilder line = new StringBuilder("earlymap: ");
    message
        .codePoints()
        .forEach(
            c -> {
              boolean plain = c == '\n' || !(Character.isISOControl(c) || isDirection(c));
              line.append(
                  plain ? Character.toString(c) : "\\u" + HexFormat.of().toHexDigits((char) c));
            });
    err.println(line);
  }

  /** Characters that turn around what is written. */
  private static boolean isDirection(int c) {
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
  }

  /** What went wrong, in one line. */
  public static String message(Throwable exception) {
    if (exception instanceof InputException input) {
      return Remedy.message(input);
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
