// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu.feature;

/**
 * A CPU and a range of its variants and revisions ({@code struct midr_range} of the kernel).
 *
 * @param model MIDR_EL1 with variant and revision zero
 * @param first the lowest variant and revision, as the bits 23:20 and 3:0 hold them
 * @param last the highest
 */
record MidrRange(int model, int first, int last) {
  private static final int VARIANT_AND_REVISION = 0x00f0_000f;
  private static final int ARCHITECTURE_IN_ID_REGISTERS = 0x000f_0000;

  /** All variants and revisions of a part. */
  static MidrRange all(int implementer, int part) {
    return new MidrRange(model(implementer, part), 0, VARIANT_AND_REVISION);
  }

  /** Variant 0 of a part from {@code revision} on. */
  static MidrRange revisions(int implementer, int part, int revision) {
    return new MidrRange(model(implementer, part), revision, 0xf);
  }

  /** The variants and revisions from {@code 0.0} to {@code variant.revision} of a part. */
  static MidrRange upTo(int implementer, int part, int variant, int revision) {
    return new MidrRange(model(implementer, part), 0, variant << 20 | revision);
  }

  /** The variants and revisions from {@code variant.revision} on of a part. */
  static MidrRange from(int implementer, int part, int variant, int revision) {
    return new MidrRange(model(implementer, part), variant << 20 | revision, VARIANT_AND_REVISION);
  }

  /** Whether {@code midr} lies in the range ({@code midr_is_cpu_model_range}). */
  boolean contains(long midr) {
    int low = (int) midr;
    int version = low & VARIANT_AND_REVISION;
    return (low & ~VARIANT_AND_REVISION) == model && version >= first && version <= last;
  }

  private static int model(int implementer, int part) {
    return implementer << 24 | ARCHITECTURE_IN_ID_REGISTERS | part << 4;
  }
}
