// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64.value;

/**
 * An instruction that cannot be finished: it raises an exception of the CPU, or the processor
 * stops. Each CPU has one object of this class, thrown again and again.
 */
public final class GuestFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What happened. */
  public enum Kind {
    /** A data access: {@link #va} and {@link #syndrome} say which and why. */
    DATA,
    /** An instruction could not be fetched from {@link #va}. */
    FETCH,
    /** An exception whose class and syndrome are complete. */
    OTHER,
    /** An instruction that is to be looked at: it is executed once more, by itself. */
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

  public GuestFault() {
    super("an exception of the CPU", null, false, false);
  }

  public Kind kind() {
    return kind;
  }

  /** EC, of {@link Kind#OTHER} and {@link Kind#TRAPPED}. */
  public int exceptionClass() {
    return exceptionClass;
  }

  /** ISS. */
  public long syndrome() {
    return syndrome;
  }

  /** What FAR will hold. */
  public long va() {
    return va;
  }

  public GuestFault data(long address, long iss) {
    kind = Kind.DATA;
    va = address;
    syndrome = iss;
    return this;
  }

  public GuestFault fetch(long address, long iss) {
    kind = Kind.FETCH;
    va = address;
    syndrome = iss;
    return this;
  }

  public GuestFault other(int ec, long iss) {
    kind = Kind.OTHER;
    exceptionClass = ec;
    syndrome = iss;
    va = 0;
    return this;
  }

  public GuestFault trapped(int ec, long iss) {
    kind = Kind.TRAPPED;
    exceptionClass = ec;
    syndrome = iss;
    return this;
  }

  public GuestFault watched() {
    kind = Kind.WATCHED;
    return this;
  }

  public GuestFault stop() {
    kind = Kind.STOP;
    return this;
  }
}
