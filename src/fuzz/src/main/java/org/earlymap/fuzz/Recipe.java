// SPDX-License-Identifier: Apache-2.0
package org.earlymap.fuzz;

import java.util.List;

/**
 * A command line that works.
 *
 * @param words its words; {@code @name} stands for a seed, or for a folder of seeds, that may be
 *     spoilt; after {@code !} the address at which it lies
 * @param options whether other options of the command may be added
 */
record Recipe(List<String> words, boolean options) {
  private static Recipe of(String line) {
    return new Recipe(List.of(line.split(" ")), true);
  }

  /** One of each kind; those that take long have no options that make them longer. */
  static final List<Recipe> ALL =
      List.of(
          of("build @vmlinux -o out"),
          of("build @vmlinux-relr --stage init-idmap --format json -o out"),
          of("build @vmlinux --config @config -o out"),
          of("build @vmlinux --dtb @banks.dtb --stage start-kernel -o out"),
          of("build @vmlinux --dtb @virt.dtb --cpu @minimal.json -o out"),
          of("build @Image --config @config --system-map @System.map --release 6.12.117 -o out"),
          of("build @vmlinux --memory 0x40000000:64M --stage paging-init -o out"),
          of("layout @vmlinux --format json"),
          of("layout @vmlinux --dtb @banks.dtb --format html"),
          of("layout --config @config --cpu @made-up-lva.json"),
          of("layout --page-size 64K --va-bits 52 --kasan generic --release 6.12"),
          of("diff @layout.json @layout.json --format json"),
          of("diff @layout.json @vmlinux"),
          of("diff @early-map/ @early-map/ --bytes"),
          of("diff @early-map/ @paging-init/ --format json"),
          of("sweep @sweep.yaml --threads 2"),
          of("sweep @kernels.yaml --threads 1"),
          of("dump @early-map/"),
          of("dump @early-map/ --format json"),
          of("dump @early-map/ --format csv"),
          of("dump @early-map/ --format dot"),
          of("dump @early-map.core"),
          of("dump @paging-init.core --format json"),
          of("walk @early-map/ 0xffff800080010000 0x40210000"),
          of("walk @early-map.core 0xffff800080010000"),
          of(
              "walk @early-map/init_pg_dir.bin!0x40253000 0xffff800080010000 --tcr 0xb5103510 --ttbr1 0x40256000"),
          of("decode 0x0060000040200f83 0x1 0x3 --level 2"),
          of("decode 0x00e8000040200713 --page-size 64K --lpa"),
          of("verify @early-map/ @early-map.core --all"),
          of("verify @early-map/ @early-map/"),
          of("wx @early-map/"),
          of("wx @paging-init/ --format json"),
          of("wx @early-map.core --text 0xffff800080000000:2M"),
          of("cpu @minimal.json"),
          of("cpu @made-up-lva.json --format json --all"),
          of("cpu --batch @cpus.batch"),
          of("cpu cortex-a72 --cmdline arm64.nolva"),
          of("inspect @vmlinux"),
          of("inspect @vmlinux-relr --format json"),
          of("inspect @Image --config @config --system-map @System.map"),
          of("inspect @Image.gz --config @config --system-map @System.map"),
          of("inspect @Image.xz --config @config --system-map @System.map"),
          of("relocate @vmlinux --kaslr-offset 0x200000 -o out.bin"),
          of("relocate @vmlinux-relr --kaslr-seed 0x1234567 -o out.bin"),
          of("relocate @vmlinux-relr --check"),
          of("check @vmlinux"),
          of("check @vmlinux --format sarif"),
          of("check @vmlinux-relr --format junit --verbose"),
          of("check @vmlinux --baseline @report.json --format json"),
          of("check @Image --config @config --system-map @System.map"),
          of("tlbi --start 0xffff800000000000 --size 2M --range --ttl"),
          of("tlbi --batch @ranges.batch"),
          of("tlbi --from @early-map/ --to @paging-init/"),
          of("run @booting --max-instructions 200000"),
          of("run @booting --max-instructions 200000 --format json"),
          of("prove @booting --max-instructions 200000"),
          of("prove @booting --dtb @virt.dtb --stage early-map --max-instructions 200000"),
          of("completion bash"),
          of("help build"));
}
