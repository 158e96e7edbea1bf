// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation.value;

import org.earlymap.check.CheckedKernel;

/**
 * EM-REL-022: the EFI stub ({@code drivers/firmware/efi/libstub}) holds no absolute address.
 * Protects from code that firmware runs, before any mapping of the kernel, with addresses of that
 * mapping.
 */
final class EfiStub extends PositionIndependent {
  static final String PREFIX = "__efistub_";

  EfiStub() {
    super(
        "EM-REL-022",
        "the EFI stub holds no absolute address: firmware runs it before any mapping of the kernel",
        "drivers/firmware/efi/libstub/Makefile: absolute symbol references not allowed in the EFI"
            + " stub",
        PREFIX,
        "is used while firmware runs the stub");
  }

  @Override
  boolean isPartOf(CheckedKernel kernel) {
    return kernel.config().isSet("EFI_STUB");
  }
}
