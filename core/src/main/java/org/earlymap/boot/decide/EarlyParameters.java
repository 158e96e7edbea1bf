// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.decide;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Range;
import org.earlymap.config.KernelConfig;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/**
 * The command-line parameters that the page tables depend on ({@code parse_early_param}).
 *
 * @param rodataEnabled whether read-only data becomes read-only
 * @param rodataFull whether the linear aliases do too, which takes page mappings
 * @param debugPagealloc {@code debug_pagealloc=on}
 * @param kfence whether KFENCE starts with the boot and so has a pool of its own
 * @param memoryLimit {@code mem=}, in bytes: whole pages, at least one
 * @param initrd {@code initrd=} or {@code initrdmem=}, which goes before the device tree's; empty
 *     ranges say that there is none
 * @param earlyConsole {@code earlycon}
 * @param kpti {@code kpti=}, if it is given
 * @param mitigationsOff {@code mitigations=off}
 * @param efiSoftReserve whether UEFI's memory for special purposes is left to others, {@code
 *     efi=nosoftreserve}
 */
public record EarlyParameters(
    boolean rodataEnabled,
    boolean rodataFull,
    boolean debugPagealloc,
    boolean kfence,
    OptionalLong memoryLimit,
    Optional<Range> initrd,
    EarlyConsole earlyConsole,
    Optional<Boolean> kpti,
    boolean mitigationsOff,
    boolean efiSoftReserve) {

  /** What {@code commandLine} says to a kernel of this build; the last of each parameter counts. */
  public static EarlyParameters of(KernelConfig config, KernelTraits traits, String commandLine) {
    Reader reader = new Reader(config, traits);
    for (String token : tokens(commandLine)) {
      if (token.equals("--")) {
        break;
      }
      reader.read(token);
    }
    return new EarlyParameters(
        reader.enabled,
        reader.enabled && reader.full,
        reader.debugPagealloc,
        reader.kfence,
        reader.limit,
        reader.initrd,
        reader.console,
        reader.kpti,
        reader.mitigationsOff,
        reader.efiSoftReserve);
  }

  /** {@code kfence_early_init} is false: KFENCE may start later, without a pool of its own. */
  public EarlyParameters withoutKfence() {
    return new EarlyParameters(
        rodataEnabled,
        rodataFull,
        debugPagealloc,
        false,
        memoryLimit,
        initrd,
        earlyConsole,
        kpti,
        mitigationsOff,
        efiSoftReserve);
  }

  /** {@code next_arg}: white space separates, double quotes protect it and are dropped. */
  private static List<String> tokens(String commandLine) {
    List<String> tokens = new ArrayList<>();
    StringBuilder token = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i <= commandLine.length(); i++) {
      char c = i < commandLine.length() ? commandLine.charAt(i) : ' ';
      if (c == '"') {
        quoted = !quoted;
      } else if (!Character.isWhitespace(c) || (quoted && i < commandLine.length())) {
        token.append(c);
      } else if (token.length() > 0) {
        tokens.add(token.toString());
        token.setLength(0);
      }
    }
    return tokens;
  }

  private static final class Reader {
    private final KernelConfig config;
    private final KernelTraits traits;
    private boolean enabled;
    private boolean full;
    private boolean debugPagealloc;
    private boolean kfence;
    private OptionalLong limit = OptionalLong.empty();
    private Optional<Range> initrd = Optional.empty();
    private EarlyConsole console = EarlyConsole.NONE;
    private Optional<Boolean> kpti = Optional.empty();
    private boolean mitigationsOff;
    private boolean efiSoftReserve;

    Reader(KernelConfig config, KernelTraits traits) {
      this.config = config;
      this.traits = traits;
      this.enabled = config.isSet("STRICT_KERNEL_RWX");
      this.full = config.isSet("RODATA_FULL_DEFAULT_ENABLED") || traits.has(Trait.RODATA_NOALIAS);
      this.efiSoftReserve = config.isSet("EFI_SOFT_RESERVE");
      this.debugPagealloc = config.isSet("DEBUG_PAGEALLOC_ENABLE_DEFAULT");
      this.kfence =
          config.isSet("KFENCE") && !config.value("KFENCE_SAMPLE_INTERVAL").orElse("0").equals("0");
    }

    void read(String token) {
      int equals = token.indexOf('=');
      String name = (equals < 0 ? token : token.substring(0, equals)).replace('-', '_');
      String value = equals < 0 ? "" : token.substring(equals + 1);
      switch (name) {
        case "rodata" -> rodata(value);
        case "debug_pagealloc" -> {
          if (config.isSet("DEBUG_PAGEALLOC")) {
            KernelBoolean.parse(value).ifPresent(on -> debugPagealloc = on);
          }
        }
        case "kfence.sample_interval" -> {
          if (config.isSet("KFENCE")) {
            kfenceInterval(value);
          }
        }
        case "mem" -> {
          if (equals >= 0) {
            limit(value);
          }
        }
        case "initrd", "initrdmem" -> initrd(value);
        case "earlycon" -> console = console.with(equals >= 0, value, config);
        case "kpti" -> KernelBoolean.parse(value).ifPresent(on -> kpti = Optional.of(on));
        case "efi" -> {
          // parse_efi_cmdline: what was once said stays.
          if (Arrays.asList(value.split(",", -1)).contains("nosoftreserve")) {
            efiSoftReserve = false;
          }
        }
        case "mitigations" -> mitigationsOff = value.equals("off");
        default -> {}
      }
    }

    /** {@code early_mem}; a limit of no page limits nothing. */
    private void limit(String value) {
      long bytes = KernelNumber.size(value, 0).value() & -config.granule().bytes();
      limit = bytes == 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    /** {@code parse_kfence_early_init}: any number but zero, signed ones too. */
    private void kfenceInterval(String value) {
      int start = value.startsWith("-") ? 1 : 0;
      KernelNumber interval = KernelNumber.plain(value, start);
      if (interval.end() > start) {
        kfence = (int) interval.value() != 0;
      }
    }

    /** {@code early_initrdmem}: a start and a size; anything else leaves the device tree's. */
    private void initrd(String value) {
      KernelNumber start = KernelNumber.size(value, 0);
      if (value.startsWith(",", start.end())) {
        long size = KernelNumber.size(value, start.end() + 1).value();
        initrd = Optional.of(new Range(start.value(), start.value() + size));
      }
    }

    private void rodata(String value) {
      switch (value) {
        case "full" -> {
          if (!traits.has(Trait.RODATA_NOALIAS)) {
            enabled = true;
            full = true;
          }
        }
        case "noalias" -> {
          if (traits.has(Trait.RODATA_NOALIAS)) {
            enabled = true;
            full = false;
          }
        }
        case "on" -> {
          enabled = true;
          full =
              traits.has(Trait.RODATA_NOALIAS)
                  || (!traits.has(Trait.RODATA_ON_IS_NOT_FULL) && full);
        }
        case "off" -> {
          enabled = false;
          full = false;
        }
        default -> {}
      }
    }
  }
}
