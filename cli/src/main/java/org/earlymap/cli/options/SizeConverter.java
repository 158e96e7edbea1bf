// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A size in bytes: decimal or {@code 0x} hexadecimal, or with K, M, G, T for binary units. */
public final class SizeConverter implements ITypeConverter<Long> {
  private static final Pattern SIZE =
      Pattern.compile("(0x[0-9a-f]{1,16}|[0-9]{1,19})(?:([kmgt])(?:ib)?)?");

  @Override
  public Long convert(String text) {
    Matcher matcher = SIZE.matcher(text.toLowerCase(Locale.ROOT));
    if (matcher.matches()) {
      try {
        String number = matcher.group(1);
        long size =
            number.startsWith("0x")
                ? Long.parseUnsignedLong(number.substring(2), 16)
                : Long.parseLong(number);
        return matcher.group(2) == null
            ? size
            : Math.multiplyExact(size, 1L << unitShift(matcher.group(2)));
      } catch (NumberFormatException | ArithmeticException e) {
        throw new TypeConversionException("'" + text + "' is more than 64 bits can hold");
      }
    }
    throw new TypeConversionException(
        "'" + text + "' is not a size: expected bytes, or a number with K, M, G or T");
  }

  private static int unitShift(String unit) {
    return 10 * ("kmgt".indexOf(unit) + 1);
  }
}
