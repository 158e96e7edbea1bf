// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.image;

import java.util.OptionalLong;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;

/**
 * EM-SEG-016: the header's flags name the kernel's endianness and page size. Protects from boot
 * loaders and hypervisors that start it in the wrong byte order or on a CPU without its granule.
 */
final class HeaderFlags extends Rule {
  HeaderFlags() {
    super(
        "EM-SEG-016",
        Severity.ERROR,
        "the header's flags name the kernel's endianness and page size",
        "Documentation/arch/arm64/booting.rst: flags");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    OptionalLong flags = HeaderField.FLAGS.of(kernel);
    if (flags.isEmpty()) {
      verdict.notApplied("neither a header nor _kernel_flags_le_lo32");
      return;
    }
    long found = flags.getAsLong();
    int pageSize = (kernel.granule().shift() - 10) / 2;
    expect(verdict, "endianness", found & 1, kernel.config().bigEndian() ? 1 : 0);
    expect(verdict, "page size", found >>> 1 & 3, pageSize);
    expect(verdict, "placement", found >>> 3 & 1, 1);
    if (found >>> 4 != 0) {
      verdict.finding(
          "reserved", "reserved bits of the flags are set: 0x" + Long.toHexString(found));
    }
  }

  private static void expect(Verdict verdict, String field, long found, long expected) {
    if (found != expected) {
      verdict.finding(field, "the header's " + field + " is " + found + ", expected " + expected);
    }
  }
}
