// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation;

import org.earlymap.check.CheckedKernel;

/** {@code drivers/firmware/efi/libstub}: the kernel as an EFI application. */
final class EfiStub extends PositionIndependent {
  static final String PREFIX = "__efistub_";

  EfiStub() {
    super(
        "022",
        "the EFI stub holds no absolute address: firmware runs it before any mapping of the kernel",
        "drivers/firmware/efi/libstub/Makefile: absolute symbol references not allowed in the EFI stub",
        PREFIX,
        "is used while firmware runs the stub");
  }

  @Override
  boolean isPartOf(CheckedKernel kernel) {
    return kernel.config().isSet("EFI_STUB");
  }
}
