// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import java.util.ArrayList;
import java.util.List;
import org.earlymap.memory.PhysicalMemory;

/**
 * A build's images against memory that was captured.
 *
 * @param compared how many 8-byte words were compared
 * @param total how many of them differ
 * @param differences the first of them, in the order of addresses
 * @param missing the images that the memory does not hold, by name
 */
public record MemoryComparison(
    long compared, long total, List<Difference> differences, List<String> missing) {

  /** Copies the lists. */
  public MemoryComparison {
    differences = List.copyOf(differences);
    missing = List.copyOf(missing);
  }

  /**
   * A word that differs.
   *
   * @param image the image that it lies in
   * @param pa its physical address
   * @param built what the build has there
   * @param found what the memory has there
   */
  public record Difference(String image, long pa, long built, long found) {}

  /** Whether all of every image was compared and nothing differs. */
  public boolean identical() {
    return total == 0 && missing.isEmpty();
  }

  /**
   * Compares every image of {@code build} with {@code memory}.
   *
   * @param most how many differences are kept
   */
  public static MemoryComparison of(Build build, PhysicalMemory memory, int most) {
    List<Difference> differences = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    long compared = 0;
    long total = 0;
    for (BuildManifest.Image image : build.manifest().images()) {
      boolean whole = true;
      for (long at = 0; at < image.size(); at += Long.BYTES) {
        long pa = image.pa() + at;
        if (!memory.contains(pa, Long.BYTES)) {
          whole = false;
          continue;
        }
        long built = build.memory().readLong(pa);
        long found = memory.readLong(pa);
        compared++;
        if (built != found) {
          total++;
          if (differences.size() < most) {
            differences.add(new Difference(image.name(), pa, built, found));
          }
        }
      }
      if (!whole) {
        missing.add(image.name());
      }
    }
    return new MemoryComparison(compared, total, differences, missing);
  }
}
