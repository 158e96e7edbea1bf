// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import org.earlymap.Range;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Memory as {@code BASE:SIZE}. */
public final class MemoryConverter implements ITypeConverter<Range> {
  @Override
  public Range convert(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new TypeConversionException("'" + text + "' is not BASE:SIZE, such as 0x40000000:1G");
    }
    long start = new AddressConverter().convert(text.substring(0, colon));
    long size = new SizeConverter().convert(text.substring(colon + 1));
    if (size == 0 || Long.compareUnsigned(start + size - 1, start) < 0) {
      throw new TypeConversionException(
          "'" + text + "' is empty or wraps around the address space");
    }
    return new Range(start, start + size);
  }
}
