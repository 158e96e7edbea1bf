// SPDX-License-Identifier: Apache-2.0
package org.earlymap.fuzz;

import java.util.List;

/**
 * A command line that works.
 *
 * @param words its words; {@code @name} stands for a seed, or for a folder of seeds, that may be
 *     spoilt, and {@code +name/} for a copy of a folder; after {@code !} the address at which it
 *     lies; {@code out...} is a place to write to
 * @param weight how often it is taken among the others: what takes long is taken less often
 */
record Recipe(List<String> words, int weight) {
  private static Recipe of(int weight, String line) {
    return new Recipe(List.of(line.split(" ")), weight);
  }

  /** The sum of all weights. */
  static int weights() {
    return ALL.stream().mapToInt(Recipe::weight).sum();
  }

  /** The one whose share of the weights {@code at} falls into, 0 to below their sum. */
  static Recipe at(int at) {
    int left = at;
    for (Recipe recipe : ALL) {
      left -= recipe.weight;
      if (left < 0) {
        return recipe;
      }
    }
    throw new IllegalArgumentException("no recipe at " + at);
  }

  private static final String TABLES_OF_A_ROOT =
      "walk @early-map/init_pg_dir.bin!0x40253000 0xffff800080010000";

  /** One of each kind. */
  static final List<Recipe> ALL =
      List.of(
          of(20, "build @vmlinux -o out"),
          of(20, "build @vmlinux-relr --stage init-idmap --format json -o out"),
          of(20, "build @vmlinux --config @config -o out"),
          of(20, "build @vmlinux --dtb @banks.dtb --stage start-kernel -o out"),
          of(20, "build @vmlinux --dtb @virt.dtb --cpu @minimal.json -o out"),
          of(
              20,
              "build @Image --config @config --system-map @System.map --release 6.12.117 -o out"),
          of(5, "build @vmlinux --memory 0x40000000:64M --stage paging-init -o out"),
          of(10, "build @vmlinux --dtb @all.dtb --stage init-idmap -o out"),
          of(10, "build @vmlinux --dtb @all.dtb --format json -o out"),
          of(3, "build @vmlinux --dtb @all.dtb --stage paging-init -o out"),
          of(6, "build @vmlinux -o +early-map/"),
          of(
              2,
              "build @booting --stage early-map --trace --engine kernel --max-instructions 200000"
                  + " -o out"),
          of(60, "layout @vmlinux --format json"),
          of(20, "layout @vmlinux --dtb @banks.dtb --format html"),
          of(30, "layout @vmlinux --dtb @all.dtb --format json"),
          of(30, "layout @vmlinux --dtb @banks.dts"),
          of(20, "plan @plan.yaml -o out"),
          of(10, "plan @plan.yaml --format json --emit registers --emit qemu -o out"),
          of(10, "plan @program.elf --from-elf"),
          of(60, "layout --config @config --cpu @made-up-lva.json"),
          of(60, "layout --page-size 64K --va-bits 52 --kasan generic --release 6.12"),
          of(16, "diff @layout.json @layout.json --format json"),
          of(8, "diff @layout.json @vmlinux"),
          of(8, "diff @early-map/ @early-map/ --bytes"),
          of(8, "diff @early-map/ @paging-init/ --format json"),
          of(10, "sweep @sweep.yaml --threads 2"),
          of(10, "sweep @kernels.yaml --threads 1"),
          of(10, "sweep @sweep.yaml --shard 1/2 --threads 1"),
          of(60, "dump @early-map/"),
          of(60, "dump @early-map/ --format json"),
          of(60, "dump @early-map/ --format csv"),
          of(60, "dump @early-map/ --format dot"),
          of(60, "dump @early-map.core"),
          of(60, "dump @paging-init.core --format json"),
          of(60, "walk @early-map/ 0xffff800080010000 0x40210000"),
          of(60, "walk @early-map.core 0xffff800080010000"),
          of(30, "walk @vmcore --registers @gdb.txt 0xffff800080010000"),
          of(
              60,
              "walk @early-map/init_pg_dir.bin!0x40253000 0xffff800080010000 --tcr 0xb5103510"
                  + " --ttbr1 0x40256000 --registers @gdb-qemu-11.txt"),
          of(20, TABLES_OF_A_ROOT + " --registers @gdb-qemu-11-max.txt"),
          of(20, TABLES_OF_A_ROOT + " --registers @registers.json"),
          of(20, TABLES_OF_A_ROOT + " --registers @jtag.txt"),
          of(10, "build @vmlinux --from @firmware/ --engine model -o out"),
          of(10, "build @vmlinux --from @collected/ -o out"),
          of(10, "build @vmlinux --uefi-memory-map @map.bin -o out"),
          of(10, "build @vmlinux --uefi-memory-map @efi.log -o out"),
          of(3, "build @vmlinux --from @firmware/ --engine model --stage paging-init -o out"),
          of(3, "build @vmlinux --from @collected/ --stage paging-init -o out"),
          of(20, "plan @hypervisor.yaml -o out"),
          of(20, "plan @guest.yaml -o out"),
          of(60, "walk @traced/ 0xffff800080010000"),
          of(60, "trace @traced/"),
          of(60, "trace @traced/ 0xffff800080010000 --format json"),
          of(
              60,
              "walk @early-map/init_pg_dir.bin!0x40253000 0xffff800080010000 --tcr 0xb5103510"
                  + " --ttbr1 0x40256000"),
          of(60, "decode 0x0060000040200f83 0x1 0x3 --level 2"),
          of(60, "decode 0x00e8000040200713 --page-size 64K --lpa"),
          of(60, "verify @early-map/ @early-map.core --all"),
          of(60, "verify @early-map/ @early-map/"),
          of(60, "wx @early-map/"),
          of(60, "wx @paging-init/ --format json"),
          of(60, "wx @early-map.core --text 0xffff800080000000:2M"),
          of(60, "cpu @minimal.json"),
          of(60, "cpu @made-up-lva.json --format json --all"),
          of(60, "cpu --batch @cpus.batch"),
          of(60, "cpu --cmdline id_aa64mmfr1.vh=0_kvm-arm.mode=none --boot-el 2"),
          of(60, "cpu cortex-a72 --cmdline arm64.nolva"),
          of(60, "inspect @vmlinux"),
          of(60, "inspect @vmlinux-relr --format json"),
          of(60, "inspect @Image --config @config --system-map @System.map"),
          of(60, "inspect @Image-V6_1"),
          of(60, "inspect @Image-V6_2 --config @config"),
          of(60, "inspect @Image-V6_4 --format json"),
          of(60, "inspect @Image-V7_0 --config @config"),
          of(60, "layout @Image-V6_4"),
          of(60, "inspect @Image.gz --config @config --system-map @System.map"),
          of(60, "inspect @Image.gz"),
          of(60, "inspect @Image.xz"),
          of(60, "inspect @Image.zst"),
          of(60, "inspect @vmlinuz.efi"),
          of(40, "inspect @image.deb"),
          of(40, "inspect @kernel.rpm"),
          of(40, "inspect @boot.img"),
          of(40, "inspect @uImage"),
          of(40, "inspect @image.itb"),
          of(40, "inspect @vmlinux --config @config.gz"),
          of(60, "relocate @vmlinux --kaslr-offset 0x200000 -o out.bin"),
          of(60, "relocate @vmlinux-relr --kaslr-seed 0x1234567 -o out.bin"),
          of(60, "relocate @vmlinux-relr --check"),
          of(6, "check @vmlinux"),
          of(6, "check @vmlinux --format sarif"),
          of(6, "check @vmlinux-relr --format junit --verbose"),
          of(6, "check @vmlinux --baseline @report.json --format json"),
          of(6, "check @Image --config @config --system-map @System.map"),
          of(60, "tlbi --start 0xffff800000000000 --size 2M --range --ttl"),
          of(60, "tlbi --batch @ranges.batch"),
          of(60, "tlbi --start 0xffff800000000000 --size 2M --asid 5 --format json"),
          of(20, "tlbi --from @early-map/ --to @paging-init/ --format json"),
          of(60, "tlbi --from @early-map/ --to @paging-init/"),
          of(4, "run @booting --max-instructions 200000"),
          of(4, "run @booting --max-instructions 200000 --format json"),
          of(4, "prove @booting --stage init-idmap --max-instructions 200000"),
          of(4, "prove @booting --dtb @virt.dtb --stage early-map --max-instructions 200000"),
          of(1, "completion bash"),
          of(1, "help build"));
}
