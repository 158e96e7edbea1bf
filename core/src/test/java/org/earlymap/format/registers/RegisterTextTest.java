// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.registers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.earlymap.format.Bytes;
import org.earlymap.format.FormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Registers as gdb, QEMU and JTAG tools print them; the files are real ones. */
class RegisterTextTest {
  private static final Path FILES = Path.of("src/test/resources/registers");

  @Test
  void gdbOnQemu() throws IOException {
    RegisterValues registers = read("gdb-qemu-11.txt");
    assertThat(registers.value("TCR_EL1")).contains(0x5001f2b5503510L);
    assertThat(registers.value("TTBR0_EL1")).contains(0x4333d001L);
    assertThat(registers.value("TTBR1_EL1")).contains(0x34000041858001L);
    assertThat(registers.value("MAIR_EL1")).contains(0x40044ffffL);
    assertThat(registers.value("SCTLR_EL1")).contains(0x20000003474591dL);
    assertThat(registers.indirect()).isEmpty();
    assertThat(registers.missingIndirect()).isEmpty();
  }

  /** An older emulator leaves the exception level out of SCTLR. */
  @Test
  void gdbOnOlderQemu() throws IOException {
    assertThat(read("gdb-qemu-7.txt").value("SCTLR_EL1")).contains(0x2000018b474591dL);
  }

  @Test
  void permissionIndirectionIsTakenWhereItIsOn() throws IOException {
    RegisterValues registers = read("gdb-qemu-11-max.txt");
    assertThat(registers.indirect().orElseThrow().pir()).isEqualTo(0xcc880e0ac0800000L);
    assertThat(registers.indirect().orElseThrow().pire0()).isEqualTo(0x5010908070320000L);
    assertThat(parse("TCR2_EL1=2\nPIR_EL1=1\n").missingIndirect()).contains("PIRE0_EL1");
  }

  /** QEMU's monitor prints no register of translation; the message says who does. */
  @Test
  void theMonitorsTextIsRefusedWithAWord() {
    assertThatThrownBy(() -> read("monitor-qemu-11.txt"))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("has no TCR_EL1")
        .hasMessageContaining("gdb stub");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TCR_EL1=0x400035b5503510\nTTBR1_EL1=0x4045e000\n",
        "tcr_el1 = 00400035b5503510, ttbr1_el1 = 000000004045e000",
        "TCR: 0x0040_0035_b550_3510\r\nTTBR1: 4045E000\r\n",
        "(120) tcr_el1 (/64): 0x00400035b5503510\n(121) ttbr1_el1 (/64): 0x000000004045e000",
        "TCR_EL1    00400035B5503510    TTBR1_EL1  000000004045E000",
        "S3_0_C2_C0_2 0x400035b5503510\nS3_0_C2_C0_1 0x4045e000",
        "{\"registers\": {\"TCR_EL1\": \"0x400035b5503510\", \"TTBR1_EL1\": 1078321152}}",
        "[{\"name\": \"tcr_el1\", \"value\": \"400035b5503510\"},"
            + " {\"name\": \"ttbr1_el1\", \"value\": \"0x4045e000\"}]"
      })
  void everyFormatIsSeenInTheText(String text) {
    assertThat(parse(text).value("TCR_EL1")).contains(0x400035b5503510L);
    assertThat(parse(text).value("TTBR1_EL1")).contains(0x4045e000L);
    assertThat(parse(text).value("TTBR0_EL1")).isEmpty();
  }

  @Test
  void zeroIsAValueAndTheFirstCpuCounts() {
    RegisterValues registers = parse("CPU#0\nTCR_EL1=0\nCPU#1\nTCR_EL1=5\n");
    assertThat(registers.value("TCR_EL1")).contains(0L);
  }

  /** A host kernel at EL2 translates by TCR_EL2 and TTBR1_EL2. */
  @Test
  void ofAHostTheRegistersOfEl2Count() {
    RegisterValues registers =
        parse("HCR_EL2=0x408000000\nTCR_EL1=1\nTCR_EL2=2\nTTBR1_EL2=0x1000\n");
    assertThat(registers.kernels("TCR")).contains(2L);
    assertThat(registers.kernels("TTBR1")).contains(0x1000L);
    assertThat(registers.tcr().orElseThrow().value()).isEqualTo(2);
  }

  @Test
  void whatContradictsItselfOrIsTooLongIsRefused() {
    assertThatThrownBy(() -> parse("TCR_EL1=1\nTCR_EL1=2\n"))
        .hasMessageContaining("expected the registers of one CPU");
    assertThatThrownBy(() -> parse("TCR_EL1=0x10000000000000000\n"))
        .hasMessageContaining("more than 64 bits");
    assertThatThrownBy(() -> parse("{\"TCR_EL1\": \"no\"}")).hasMessageContaining("TCR_EL1 is no");
    assertThatThrownBy(() -> parse("{\"TCR_EL1\": ")).hasMessageContaining("not JSON");
    assertThatThrownBy(() -> parse("[".repeat(100_000))).hasMessageContaining("not JSON");
    assertThatThrownBy(() -> parse("")).hasMessageContaining("no register of translation");
    assertThatThrownBy(() -> parse("TCR_EL1 is bad and TTBR1 cafe"))
        .hasMessageContaining("no register of translation");
  }

  @Test
  void damageIsRefusedOrHarmless() throws IOException {
    byte[] whole = Bytes.map(FILES.resolve("gdb-qemu-11.txt")).copy(0, 2000);
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 500; i++) {
      byte[] damaged = Arrays.copyOf(whole, random.nextInt(whole.length));
      for (int n = 0; n < 4 && damaged.length > 0; n++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        RegisterText.read(Bytes.of("damaged", damaged));
      } catch (FormatException expected) {
        assertThat(expected.getMessage()).contains("offset");
      }
    }
  }

  private static RegisterValues read(String name) throws IOException {
    return RegisterText.read(Bytes.map(FILES.resolve(name)));
  }

  private static RegisterValues parse(String text) {
    return RegisterText.read(Bytes.of("text", text.getBytes(StandardCharsets.UTF_8)));
  }
}
