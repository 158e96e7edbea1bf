// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import org.earlymap.arch.Granule;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A page size: 4K, 16K or 64K, or the same in bytes. */
public final class GranuleConverter implements ITypeConverter<Granule> {
  @Override
  public Granule convert(String text) {
    long bytes = new SizeConverter().convert(text);
    for (Granule granule : Granule.values()) {
      if (granule.bytes() == bytes) {
        return granule;
      }
    }
    throw new TypeConversionException("'" + text + "' is not a page size: expected 4K, 16K or 64K");
  }
}
