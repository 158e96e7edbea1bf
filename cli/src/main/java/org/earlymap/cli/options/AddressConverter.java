// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import java.util.OptionalLong;
import org.earlymap.format.UnsignedNumber;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Addresses and other 64-bit numbers: hexadecimal after {@code 0x}, else decimal. */
public final class AddressConverter implements ITypeConverter<Long> {
  @Override
  public Long convert(String text) {
    OptionalLong address = UnsignedNumber.parse(text);
    if (address.isEmpty()) {
      throw new TypeConversionException(
          "'" + text + "' is not a number of 64 bits, such as 0x40200000");
    }
    return address.getAsLong();
  }
}
