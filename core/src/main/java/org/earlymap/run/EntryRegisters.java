// SPDX-License-Identifier: Apache-2.0
package org.earlymap.run;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.earlymap.a64.CpuProfile;
import org.earlymap.a64.CpuState;
import org.earlymap.a64.Processor;
import org.earlymap.handover.HandoverFolder;

/** Registers by name as they are when a kernel is entered, told apart by what they are for. */
final class EntryRegisters {
  private static final Pattern IDENTITY =
      Pattern.compile(
          "(ID|MVFR|MIDR|MPIDR|REVIDR|AIDR|CTR|DCZID|CLIDR|CCSIDR|CNTFRQ|PMCR)_.*|ID_.*");

  private static final Pattern GENERAL = Pattern.compile("X([0-9]|[12][0-9]|30)");

  private static final String COUNTER = "CNTPCT_EL0";
  private static final Set<String> OTHERS =
      Set.of("SP", "PC", "PSTATE", COUNTER, HandoverFolder.LOAD_ADDRESS);

  private final Map<String, Long> values;

  private EntryRegisters(Map<String, Long> values) {
    this.values = values;
  }

  static EntryRegisters of(Map<String, Long> values) {
    return new EntryRegisters(new TreeMap<>(values));
  }

  /** {@code cpu} with those that say what it is. */
  CpuProfile identify(CpuProfile cpu) {
    CpuProfile identified = cpu;
    for (Map.Entry<String, Long> entry : values.entrySet()) {
      if (IDENTITY.matcher(entry.getKey()).matches()) {
        identified = identified.with(entry.getKey(), entry.getValue());
      }
    }
    return identified;
  }

  /**
   * Sets all others.
   *
   * @throws KernelRunException where there is no such register
   */
  void applyTo(Processor processor) {
    CpuState state = processor.state();
    for (Map.Entry<String, Long> entry : values.entrySet()) {
      String name = entry.getKey();
      if (GENERAL.matcher(name).matches()) {
        state.setX(Integer.parseInt(name.substring(1)), entry.getValue());
      } else if (!OTHERS.contains(name) && !IDENTITY.matcher(name).matches()) {
        set(state, name, entry.getValue());
      }
    }
    if (values.containsKey("PSTATE")) {
      state.setPstate(values.get("PSTATE"));
    }
    if (values.containsKey("SP")) {
      state.setSp(values.get("SP"));
    }
    if (values.containsKey("PC")) {
      state.setPc(values.get("PC"));
    }
    if (values.containsKey(COUNTER)) {
      processor.setCounter(values.get(COUNTER));
    }
    processor.invalidateTranslations();
  }

  private static void set(CpuState state, String name, long value) {
    try {
      state.set(name, value);
    } catch (IllegalArgumentException e) {
      throw new KernelRunException(e.getMessage() + ", which the registers at entry have");
    }
  }
}
