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
          "'"
              + text
              + "' is not an address of 64 bits: expected 0x and up to 16 hexadecimal digits, or"
              + " decimal");
    }
    return address.getAsLong();
  }
}
