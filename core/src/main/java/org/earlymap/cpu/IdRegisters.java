// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of one CPU's ID registers; a register that is not given reads as zero. */
public final class IdRegisters {
  private final ImmutableMap<IdRegister, Long> values;

  private IdRegisters(Map<IdRegister, Long> values) {
    this.values = Maps.immutableEnumMap(values);
  }

  /** The registers with these values, each 64 bits. */
  public static IdRegisters of(Map<IdRegister, Long> values) {
    return new IdRegisters(values);
  }

  /** The value of {@code register}, zero if it was not given. */
  public long get(IdRegister register) {
    return values.getOrDefault(register, 0L);
  }

  /** The 4-bit unsigned field of {@code register} whose lowest bit is {@code shift}. */
  public int field(IdRegister register, int shift) {
    return (int) (get(register) >>> shift) & 0xf;
  }

  /** Whether {@code register} was given a value. */
  public boolean has(IdRegister register) {
    return values.containsKey(register);
  }

  /** These registers with one of them changed. */
  public IdRegisters with(IdRegister register, long value) {
    EnumMap<IdRegister, Long> changed = new EnumMap<>(IdRegister.class);
    changed.putAll(values);
    changed.put(register, value);
    return new IdRegisters(changed);
  }

  /** The given registers and their values, in the order of {@link IdRegister}. */
  public Map<IdRegister, Long> asMap() {
    return values;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IdRegisters that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
