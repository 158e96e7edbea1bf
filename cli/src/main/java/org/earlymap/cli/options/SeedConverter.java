// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import java.util.OptionalLong;
import org.earlymap.format.UnsignedNumber;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Seeds of KASLR; {@code none} is 0, with which the kernel does not randomise. */
public final class SeedConverter implements ITypeConverter<Long> {
  @Override
  public Long convert(String text) {
    OptionalLong seed = text.equals("none") ? OptionalLong.of(0) : UnsignedNumber.parse(text);
    if (seed.isEmpty()) {
      throw new TypeConversionException(
          "found '"
              + text
              + "', expected a number of 64 bits, 0x and hexadecimal digits or"
              + " decimal, or none");
    }
    return seed.getAsLong();
  }
}
