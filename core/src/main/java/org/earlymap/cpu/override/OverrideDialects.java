// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu.override;

import java.util.EnumSet;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/** Which override parser a kernel has. */
public final class OverrideDialects {
  private OverrideDialects() {}

  /** The parser of a kernel with these traits. */
  public static OverrideDialect of(KernelTraits traits) {
    EnumSet<OverrideSwitch> on = EnumSet.noneOf(OverrideSwitch.class);
    for (OverrideSwitch which : OverrideSwitch.values()) {
      boolean value =
          switch (which) {
            case HVHE -> traits.has(Trait.OVERRIDE_HVHE);
            case NOWXN -> traits.has(Trait.WXN);
            case MOPS -> traits.has(Trait.OVERRIDE_MOPS);
            case EL0 -> traits.has(Trait.OVERRIDE_EL0);
            case GCS -> traits.has(Trait.OVERRIDE_GCS);
            case MPAM -> traits.has(Trait.OVERRIDE_MPAM);
            case NV_FRAC -> traits.has(Trait.OVERRIDE_NV_FRAC);
            case WFXT -> traits.has(Trait.OVERRIDE_WFXT);
            case HAFT -> traits.has(Trait.OVERRIDE_HAFT);
            case NOSVE_TAKES_SME -> traits.has(Trait.OVERRIDE_NOSVE_TAKES_SME);
            case VARANGE_LIMITS_PARANGE -> traits.has(Trait.LPA2_PARANGE_48);
            case RAW_SOFTWARE_FEATURES -> traits.has(Trait.RAW_SW_OVERRIDES);
          };
      if (value) {
        on.add(which);
      }
    }
    return OverrideDialect.of(on);
  }
}
