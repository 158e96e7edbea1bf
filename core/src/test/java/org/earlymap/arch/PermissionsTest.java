// SPDX-License-Identifier: Apache-2.0
package org.earlymap.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermissionsTest {
  private static final Permissions WXN =
      new Permissions(true, true, false, false, Optional.empty());

  /** The table of Arm ARM D8.4.1.2: AP[2:1], PXN, UXN; rights without and with SCTLR.WXN. */
  @ParameterizedTest
  @CsvSource({
    "0,0,0, EL1 rwx EL0 --x, EL1 rw- EL0 --x",
    "0,0,1, EL1 rwx EL0 ---, EL1 rw- EL0 ---",
    "0,1,0, EL1 rw- EL0 --x, EL1 rw- EL0 --x",
    "0,1,1, EL1 rw- EL0 ---, EL1 rw- EL0 ---",
    "1,0,0, EL1 rw- EL0 rwx, EL1 rw- EL0 rw-",
    "1,0,1, EL1 rw- EL0 rw-, EL1 rw- EL0 rw-",
    "1,1,0, EL1 rw- EL0 rwx, EL1 rw- EL0 rw-",
    "1,1,1, EL1 rw- EL0 rw-, EL1 rw- EL0 rw-",
    "2,0,0, EL1 r-x EL0 --x, EL1 r-x EL0 --x",
    "2,0,1, EL1 r-x EL0 ---, EL1 r-x EL0 ---",
    "2,1,0, EL1 r-- EL0 --x, EL1 r-- EL0 --x",
    "2,1,1, EL1 r-- EL0 ---, EL1 r-- EL0 ---",
    "3,0,0, EL1 r-x EL0 r-x, EL1 r-x EL0 r-x",
    "3,0,1, EL1 r-x EL0 r--, EL1 r-x EL0 r--",
    "3,1,0, EL1 r-- EL0 r-x, EL1 r-- EL0 r-x",
    "3,1,1, EL1 r-- EL0 r--, EL1 r-- EL0 r--",
  })
  void directPermissionsAreTheManualsTable(
      long ap, int pxn, int uxn, String plain, String underWxn) {
    long leaf =
        Descriptor.PAGE
            | ap << 6
            | (pxn == 1 ? Descriptor.PXN : 0)
            | (uxn == 1 ? Descriptor.UXN : 0);
    assertThat(Rights.describe(Permissions.PLAIN.rights(leaf, 0))).isEqualTo(plain);
    assertThat(Rights.describe(WXN.rights(leaf, 0))).isEqualTo(underWxn);
  }

  @ParameterizedTest
  @CsvSource({
    "0x0000000000000003, EL1 rw- EL0 rwx",
    "0x2000000000000003, EL1 rwx EL0 --x",
    "0x4000000000000003, EL1 r-x EL0 r-x",
    "0x6000000000000003, EL1 r-x EL0 --x",
    "0x1000000000000003, EL1 rw- EL0 rw-",
    "0x0800000000000003, EL1 rw- EL0 rwx",
    "0x4800000000000003, EL1 r-- EL0 r-x",
  })
  void tableDescriptorsLimitWhatIsBeneathThem(String table, String expected) {
    long leaf = Descriptor.PAGE | Descriptor.AP_EL0;
    long descriptor = Long.parseUnsignedLong(table.substring(2), 16);
    int hierarchical = Permissions.PLAIN.hierarchical(descriptor);
    assertThat(Rights.describe(Permissions.PLAIN.rights(leaf, hierarchical))).isEqualTo(expected);
    Permissions disabled = new Permissions(false, false, false, false, Optional.empty());
    assertThat(disabled.hierarchical(descriptor)).isZero();
  }

  @Test
  void dirtyStateManagementMakesMarkedPagesWritable() {
    long leaf = Descriptor.PAGE | Descriptor.AP_READ_ONLY | Descriptor.DBM | Descriptor.PXN;
    Permissions hd = new Permissions(false, true, true, false, Optional.empty());
    assertThat(Permissions.PLAIN.rights(leaf, 0) & Rights.EL1_WRITE).isZero();
    assertThat(hd.rights(leaf, 0) & Rights.EL1_WRITE).isNotZero();
  }

  @Test
  void e0pdTakesAllOfEl0() {
    Permissions e0pd = new Permissions(false, true, false, true, Optional.empty());
    long leaf = Descriptor.PAGE | Descriptor.AP_EL0;
    assertThat(e0pd.rights(leaf, 0)).isEqualTo(Rights.EL1_READ | Rights.EL1_WRITE);
  }

  /** The indices that Linux uses, through the PIR_EL1 and PIRE0_EL1 that it programs. */
  @ParameterizedTest
  @CsvSource({
    "0x00e8000000000703, EL1 rw- EL0 ---",
    "0x00e0000000000783, EL1 r-- EL0 ---",
    "0x00c0000000000783, EL1 r-x EL0 ---",
    "0x00c8000000000703, EL1 rwx EL0 ---",
  })
  void indirectPermissionsGiveTheKernelsAttributesTheirClassicRights(
      String value, String expected) {
    long leaf = Long.parseUnsignedLong(value.substring(2), 16);
    Permissions pie =
        new Permissions(
            true,
            true,
            false,
            false,
            Optional.of(new IndirectPermissions(0xcc880e0ac0800000L, 0xc0800000e0a20000L)));
    assertThat(Rights.describe(pie.rights(leaf, 0xf))).isEqualTo(expected);
  }

  @Test
  void indirectExecuteOverEl0WriteLeavesNothing() {
    IndirectPermissions both = new IndirectPermissions(0xe, 0xc);
    assertThat(both.rights(Descriptor.PAGE)).isEqualTo(Rights.NONE);
  }

  /**
   * Guarded control stacks count as written, and as trusted; so does what WXN alone keeps apart.
   */
  @ParameterizedTest
  @CsvSource({"9, 5", "9, 6", "9, 9", "6, 12", "10, 9", "6, 9"})
  void indirectTrustInWhatEl0WritesLeavesNothing(int el1, int el0) {
    assertThat(new IndirectPermissions(el1, el0).rights(Descriptor.PAGE)).isEqualTo(Rights.NONE);
    assertThat(new IndirectPermissions(el1, 8).rights(Descriptor.PAGE)).isNotEqualTo(Rights.NONE);
  }
}
