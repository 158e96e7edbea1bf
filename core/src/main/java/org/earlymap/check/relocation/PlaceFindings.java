// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Verdict;

/**
 * Relocated places that a rule objects to. They are reported by the symbol that holds them, the
 * first in full: a symbol is the same in the next build, an address is not.
 */
public final class PlaceFindings {
  private static final int MOST_KEPT = 4096;
  private static final int MOST_REPORTED = 100;

  private long[] places = new long[16];
  private long[] values = new long[16];
  private int kept;
  private long count;

  /** Says what is wrong. */
  @FunctionalInterface
  public interface Wording {
    /**
     * The message for a place.
     *
     * @param place the place by name
     * @param value the address stored there
     * @param name what that names
     */
    String of(String place, long value, String name);
  }

  private record Group(int first, int size) {}

  /** Objects to {@code place}. */
  public void add(long place) {
    add(place, place);
  }

  /** Objects to the address {@code value} stored at {@code place}. */
  public void add(long place, long value) {
    count++;
    if (kept < MOST_KEPT) {
      if (kept == places.length) {
        places = Arrays.copyOf(places, 4 * kept);
        values = Arrays.copyOf(values, 4 * kept);
      }
      places[kept] = place;
      values[kept] = value;
      kept++;
    }
  }

  /** Reports all places. */
  public void report(CheckedKernel kernel, Verdict verdict, Wording wording) {
    report(kernel, verdict, symbol -> false, wording);
  }

  /** Reports the places but for those in symbols that are {@code exempt}. */
  public void report(
      CheckedKernel kernel, Verdict verdict, Predicate<String> exempt, Wording wording) {
    if (kept == 0) {
      return;
    }
    long[] named = Arrays.copyOf(places, 2 * kept);
    System.arraycopy(values, 0, named, kept, kept);
    NearestSymbols names = NearestSymbols.of(kernel, named);
    Map<String, Group> groups = new LinkedHashMap<>();
    for (int i = 0; i < kept; i++) {
      groups.merge(
          names.symbol(places[i]),
          new Group(i, 1),
          (old, added) -> new Group(old.first(), old.size() + 1));
    }
    groups.keySet().removeIf(exempt);
    long unreported = count - kept;
    int reported = 0;
    for (Map.Entry<String, Group> entry : groups.entrySet()) {
      Group group = entry.getValue();
      if (reported == MOST_REPORTED) {
        unreported += group.size();
        continue;
      }
      reported++;
      long place = places[group.first()];
      String more = group.size() == 1 ? "" : " (and " + (group.size() - 1) + " more there)";
      long value = values[group.first()];
      String message = wording.of(names.place(place), value, names.place(value));
      verdict.finding(entry.getKey(), place, message + more);
    }
    if (unreported != 0) {
      verdict.finding("more", unreported + " more places like these");
    }
  }
}
