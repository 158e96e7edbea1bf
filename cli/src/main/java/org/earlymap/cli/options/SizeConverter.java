// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import java.util.Locale;
import java.util.OptionalLong;
import org.earlymap.format.UnsignedNumber;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes in bytes, with a binary suffix or none: {@code 0x10000000}, {@code 256M}, {@code 4G}. */
public final class SizeConverter implements ITypeConverter<Long> {
  private static final String SUFFIXES = "KMGTP";

  @Override
  public Long convert(String text) {
    String digits = text.toUpperCase(Locale.ROOT);
    for (String tail : new String[] {"IB", "B"}) {
      boolean suffixed =
          digits.length() > tail.length()
              && digits.endsWith(tail)
              && SUFFIXES.indexOf(digits.charAt(digits.length() - tail.length() - 1)) >= 0;
      if (suffixed) {
        digits = digits.substring(0, digits.length() - tail.length());
      }
    }
    int power = digits.isEmpty() ? -1 : SUFFIXES.indexOf(digits.charAt(digits.length() - 1));
    int shift = 10 * (power + 1);
    OptionalLong number =
        UnsignedNumber.parse(power < 0 ? digits : digits.substring(0, digits.length() - 1));
    if (number.isEmpty() || number.getAsLong() << shift >>> shift != number.getAsLong()) {
      throw new TypeConversionException(
          "'" + text + "' is not a size, such as 0x10000000, 256M or 4G");
    }
    return number.getAsLong() << shift;
  }
}
