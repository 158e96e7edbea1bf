// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.torture;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.earlymap.cli.Earlymap;

/** A process that writes: once for each line that it reads, or without end until it is killed. */
final class Worker {
  private Worker() {}

  /** WORK FOLDER, and for each line of standard input the variant to write; or {@code forever}. */
  public static void main(String[] args) throws IOException {
    Work work = Work.valueOf(args[0]);
    Path folder = Path.of(args[1]);
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      if (order.equals("forever")) {
        forever(work, folder);
      }
      System.out.println(write(work, folder, Integer.parseInt(order)));
    }
  }

  private static void forever(Work work, Path folder) {
    System.out.println("writing");
    for (int run = 0; true; run++) {
      write(work, folder, run & 1);
    }
  }

  /** The exit code, and what was said. */
  private static String write(Work work, Path folder, int variant) {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    StringWriter err = new StringWriter();
    int code = Earlymap.run(nowhere, new PrintWriter(err), work.arguments(variant, folder));
    return (code + " " + err.toString().replace('\n', ' ')).strip();
  }
}
