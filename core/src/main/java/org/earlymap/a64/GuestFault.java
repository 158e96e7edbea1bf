// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

/**
 * An instruction that cannot be finished: it raises an exception of the CPU, or the processor
 * stops. Each CPU has one object of this class, thrown again and again.
 */
final class GuestFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What happened. */
  enum Kind {
    /** A data access: {@link #va} and {@link #syndrome} say which and why. */
    DATA,
    /** An instruction could not be fetched from {@link #va}. */
    FETCH,
    /** An exception whose class and syndrome are complete. */
    OTHER,
    /** A store that is to be told; the instruction is executed once more, by itself. */
    WATCHED,
    /** What EL2 wants to see; class and syndrome are complete. */
    TRAPPED,
    /** The processor stops before the instruction. */
    STOP
  }

  private Kind kind = Kind.STOP;
  private int exceptionClass;
  private long syndrome;
  private long va;

  GuestFault() {
    super("an exception of the CPU", null, false, false);
  }

  Kind kind() {
    return kind;
  }

  /** EC, of {@link Kind#OTHER} and {@link Kind#TRAPPED}. */
  int exceptionClass() {
    return exceptionClass;
  }

  /** ISS. */
  long syndrome() {
    return syndrome;
  }

  /** What FAR will hold. */
  long va() {
    return va;
  }

  GuestFault data(long address, long iss) {
    kind = Kind.DATA;
    va = address;
    syndrome = iss;
    return this;
  }

  GuestFault fetch(long address, long iss) {
    kind = Kind.FETCH;
    va = address;
    syndrome = iss;
    return this;
  }

  GuestFault other(int ec, long iss) {
    kind = Kind.OTHER;
    exceptionClass = ec;
    syndrome = iss;
    va = 0;
    return this;
  }

  GuestFault trapped(int ec, long iss) {
    kind = Kind.TRAPPED;
    exceptionClass = ec;
    syndrome = iss;
    return this;
  }

  GuestFault watched() {
    kind = Kind.WATCHED;
    return this;
  }

  GuestFault stop() {
    kind = Kind.STOP;
    return this;
  }
}
