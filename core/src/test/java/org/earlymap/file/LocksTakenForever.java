// SPDX-License-Identifier: Apache-2.0
package org.earlymap.file;

import java.io.IOException;
import java.nio.file.Path;

/** Takes a lock and gives it back until it is killed. */
final class LocksTakenForever {
  private LocksTakenForever() {}

  /** The file that carries the lock, by its real path. */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    for (long taken = 0; ; taken++) {
      RunLock.tryTake(file).orElseThrow().close();
      if (taken == 0) {
        System.out.println("taken");
      }
    }
  }
}
