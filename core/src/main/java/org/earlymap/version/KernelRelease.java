// SPDX-License-Identifier: Apache-2.0
package org.earlymap.version;

import com.google.common.primitives.Ints;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kernel's release, as {@code uname -r} or a {@code .config} header gives it.
 *
 * @param major the first number
 * @param minor the second
 * @param patch the stable point release, 0 where there is none
 * @param text the whole release as it was given
 */
public record KernelRelease(int major, int minor, int patch, String text)
    implements Comparable<KernelRelease> {
  /** The release that is assumed where nobody names one: of a line with long support. */
  public static final String ASSUMED = "6.12.117";

  private static final Pattern RELEASE =
      Pattern.compile("v?(\\d{1,6})\\.(\\d{1,6})(?:\\.(\\d{1,6}))?(?:[-+.~_].*|rc\\d+.*)?");

  /** Reads a release such as {@code 6.12.117}, {@code 6.9} or {@code 7.2.0-rc3-dirty}. */
  public static Optional<KernelRelease> parse(String text) {
    Matcher matcher = RELEASE.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new KernelRelease(
            number(matcher.group(1)),
            number(matcher.group(2)),
            matcher.group(3) == null ? 0 : number(matcher.group(3)),
            text.strip()));
  }

  /** {@link #ASSUMED} as a release. */
  public static KernelRelease assumed() {
    return parse(ASSUMED).orElseThrow();
  }

  /** Whether this release is {@code major.minor.patch} or later. */
  public boolean atLeast(int otherMajor, int otherMinor, int otherPatch) {
    return compareTo(new KernelRelease(otherMajor, otherMinor, otherPatch, "")) >= 0;
  }

  /** Whether this release belongs to the {@code major.minor} line, stable releases included. */
  public boolean isOfLine(int otherMajor, int otherMinor) {
    return major == otherMajor && minor == otherMinor;
  }

  /** Whether {@code other} is the same release, whatever a distribution appends to it. */
  public boolean isSameAs(KernelRelease other) {
    return compareTo(other) == 0;
  }

  @Override
  public int compareTo(KernelRelease other) {
    return Comparator.comparingInt(KernelRelease::major)
        .thenComparingInt(KernelRelease::minor)
        .thenComparingInt(KernelRelease::patch)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return text;
  }

  private static int number(String digits) {
    Integer parsed = Ints.tryParse(digits);
    return parsed == null ? 0 : parsed;
  }
}
