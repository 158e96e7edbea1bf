// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An address or a register value: hexadecimal with {@code 0x}, or decimal; unsigned 64 bits. */
public final class AddressConverter implements ITypeConverter<Long> {
  @Override
  public Long convert(String text) {
    try {
      return text.startsWith("0x") || text.startsWith("0X")
          ? Long.parseUnsignedLong(text.substring(2), 16)
          : Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException(
          "'" + text + "' is not an address: expected 0x and up to 16 hexadecimal digits");
    }
  }
}
