// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu.override;

/**
 * A field that the command line can override.
 *
 * @param register the override variable
 * @param name the field's name on the command line, such as {@code varange}
 * @param shift the field's lowest bit
 * @param width the field's width in bits: 4, or 1
 */
public record OverrideField(OverrideRegister register, String name, int shift, int width) {
  /** The field's bits in its register. */
  public long mask() {
    return ((1L << width) - 1) << shift;
  }

  /** The field as the command line names it: {@code id_aa64mmfr2.varange}. */
  public String label() {
    return register.label() + "." + name;
  }
}
