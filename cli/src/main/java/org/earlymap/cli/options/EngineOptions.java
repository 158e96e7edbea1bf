// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import org.earlymap.run.BootByCode;
import picocli.CommandLine.Option;

/** What computes the tables, and how long it may take. */
public final class EngineOptions {
  /** What computes the tables. */
  public enum Engine {
    /** The kernel's own code where it is there, else the model. */
    AUTO,
    /** The code in the kernel's file, executed. */
    KERNEL,
    /** What the kernel's sources say. */
    MODEL
  }

  @Option(
      names = "--engine",
      paramLabel = "kernel|model|auto",
      description =
          "What computes the tables: the code in the kernel's file, executed, or a model of the"
              + " kernel's sources. Default: auto, the code where the file has it and it comes to"
              + " the stage.")
  private Engine engine = Engine.AUTO;

  @Option(
      names = "--max-instructions",
      paramLabel = "NUMBER",
      description =
          "Stop the kernel's code after so many instructions. Default: 4000000000, far above any"
              + " boot.")
  private long mostInstructions = BootByCode.USUAL_MOST_INSTRUCTIONS;

  /** What computes the tables. */
  public Engine engine() {
    return engine;
  }

  /**
   * How many instructions the kernel's code may execute.
   *
   * @throws UnusableOptionException where it is not above zero
   */
  public long mostInstructions() {
    if (mostInstructions <= 0) {
      throw new UnusableOptionException(
          "--max-instructions: found " + mostInstructions + ", expected a number above 0");
    }
    return mostInstructions;
  }
}
