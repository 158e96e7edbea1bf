// SPDX-License-Identifier: Apache-2.0
package org.earlymap.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Fuzzing by hand: SAMPLES FOLDER SEED SECONDS, or SAMPLES FOLDER SEED NUMBER once for one input.
 */
public final class Main {
  private Main() {}

  /** Exits with 1 where something went wrong. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[1]);
    long seed = Long.decode(args[2]);
    Fuzz fuzz = new Fuzz(Path.of(args[0]), folder, folder.resolve("findings"), System.out);
    long ran;
    if (args.length > 4) {
      ran = fuzz.run(seed, Long.decode(args[3]), 1, Long.MAX_VALUE >> 1);
    } else {
      long nanos = TimeUnit.SECONDS.toNanos(Long.decode(args[3]));
      ran = fuzz.run(seed, 0, Long.MAX_VALUE, nanos);
    }
    System.out.println(ran + " inputs of seed " + seed + ": " + fuzz.counts());
    System.out.println(fuzz.wrong().size() + " went wrong");
    System.exit(fuzz.wrong().isEmpty() ? 0 : 1);
  }
}
