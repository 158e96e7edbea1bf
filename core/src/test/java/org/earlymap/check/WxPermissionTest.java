// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.earlymap.Range;
import org.earlymap.check.wx.WxRules;
import org.earlymap.cpu.CpuModel;
import org.earlymap.machine.Machine;
import org.earlymap.testing.VirtMachine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same tables on other CPUs: what they allow is what the CPU's permission model says. */
final class WxPermissionTest {
  private static final Checker RULES = new Checker(WxRules.all());
  private static final String BASE = "4k-52--max-base";

  /** A block of level 0: AP[1] (EL0 too), PXN. */
  private static final long FOR_EL0 = 0x0020_0080_0000_0741L;

  /** A block of level 0: AP[2] (read-only), DBM, UXN. */
  private static final long CLEAN = 0x0048_0080_0000_0781L;

  @TempDir private Path folder = Path.of("");

  @Test
  void permissionIndirectionDecidesWhereTheCpuHasIt() throws IOException {
    CpuModel direct = CpuModel.find("qemu-max");
    CpuModel indirect = direct.with("ID_AA64MMFR3_EL1=0x100");

    assertThat(openToEl0(direct)).contains("is open to EL0: EL1 rw- EL0 rwx, level 0 descriptor");
    assertThat(openToEl0(indirect)).contains("is open to EL0: EL1 r-- EL0 r-x, level 0 descriptor");
  }

  @Test
  void indirectionChangesNothingThatTheKernelMaps() throws IOException {
    CpuModel indirect = CpuModel.find("qemu-max").with("ID_AA64MMFR3_EL1=0x100");
    Machine machine = VirtMachine.with(indirect, "rodata=off");
    Machine direct = VirtMachine.with(CpuModel.find("qemu-max"), "rodata=off");

    List<Finding> findings = findings(KernelMaker.from(BASE).machine(machine));

    assertThat(findings)
        .extracting(Finding::message)
        .hasSize(6)
        .isEqualTo(
            findings(KernelMaker.from(BASE).machine(direct)).stream()
                .map(Finding::message)
                .toList());
  }

  @Test
  void cleanLeafCanBeWrittenWhereHardwareMarksItDirty() {
    KernelMaker marks = withEntry(CLEAN).config("ARM64_HW_AFDBM", "y");
    KernelMaker faults = withEntry(CLEAN).config("ARM64_HW_AFDBM", "n");

    assertThat(findings(marks))
        .extracting(Finding::fingerprint)
        .contains("EM-WX-001 qemu-max rodata-ro idmap_pg_dir ID map");
    assertThat(findings(faults))
        .extracting(Finding::fingerprint)
        .doesNotContain("EM-WX-001 qemu-max rodata-ro idmap_pg_dir ID map")
        .contains("EM-WX-003 qemu-max paging-init+rodata-ro idmap_pg_dir ID map");
  }

  @Test
  void largeMemoryIsJudgedByPartsOfIt() {
    Machine large =
        VirtMachine.with("qemu-max").withBanks(List.of(new Range(0x4000_0000L, 1L << 45)));
    KernelMaker off = KernelMaker.from(BASE).config("CMDLINE", "rodata=off");
    KernelMaker offLarge = KernelMaker.from(BASE).config("CMDLINE", "rodata=off").machine(large);

    assertThat(findings(offLarge))
        .extracting(Finding::message)
        .isEqualTo(findings(off).stream().map(Finding::message).toList());
    assertThat(RULES.check(offLarge.load(folder)).measurements())
        .extracting(Measurement::text)
        .anySatisfy(text -> assertThat(text).endsWith("(0x1fffc0000000 bytes)"));
  }

  private String openToEl0(CpuModel cpu) {
    return findings(withEntry(FOR_EL0).machine(VirtMachine.with(cpu, ""))).stream()
        .filter(finding -> finding.rule().id().equals("EM-WX-002"))
        .findFirst()
        .orElseThrow()
        .message();
  }

  /** A kernel whose linker left an entry in a root table. */
  private static KernelMaker withEntry(long descriptor) {
    KernelMaker kernel = KernelMaker.from(BASE);
    byte[] bytes =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(descriptor).array();
    return kernel.contents(".orphan", "A", kernel.at("idmap_pg_dir") + 8, bytes);
  }

  private List<Finding> findings(KernelMaker kernel) {
    return RULES.check(kernel.load(folder)).findings();
  }
}
