// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import java.util.OptionalLong;
import org.earlymap.format.UnsignedNumber;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Values that nobody writes in decimal, such as descriptors: {@code 0x} may be left out. */
public final class HexConverter implements ITypeConverter<Long> {
  @Override
  public Long convert(String text) {
    boolean marked = text.startsWith("0x") || text.startsWith("0X");
    OptionalLong value = UnsignedNumber.parse(marked ? text : "0x" + text);
    if (value.isEmpty()) {
      throw new TypeConversionException(
          "found '" + text + "', expected up to 16 hexadecimal digits, with or without 0x");
    }
    return value.getAsLong();
  }
}
