// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.earlymap.format.Bytes;
import org.earlymap.format.FormatException;
import org.earlymap.format.image.Unpacked;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.KernelHints;
import org.earlymap.kernel.KernelLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel in {@code samples}, wrapped by the tools that wrap kernels; cut and damaged too. */
class WrappedKernelTest {
  private static final Path KERNEL =
      Path.of("../../samples/kernel/booting/vmlinux-booting").toAbsolutePath();
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir Path folder;

  @BeforeEach
  void copy() throws IOException {
    Files.copy(KERNEL, folder.resolve("vmlinux"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip -k", "xz -k", "bzip2 -k", "zstd -q", "lz4 -q", "lz4 -q -l"})
  @RequiresTool({"gzip", "xz", "bzip2", "zstd", "lz4"})
  void compressed(String tool) throws Exception {
    boolean lz4 = tool.startsWith("lz4");
    shell(tool + " vmlinux" + (lz4 ? " vmlinux.lz4" : ""));
    Path file =
        folder.resolve(
            "vmlinux."
                + switch (tool.substring(0, 2)) {
                  case "gz" -> "gz";
                  case "xz" -> "xz";
                  case "bz" -> "bz2";
                  case "zs" -> "zst";
                  default -> "lz4";
                });
    holdsTheKernel(file, tool.substring(0, 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip", "xz", "zstd"})
  @RequiresTool("dpkg-deb")
  void debianPackage(String compression) throws Exception {
    shell(
        "mkdir -p tree/DEBIAN tree/boot tree/lib/modules/6.12 &&"
            + " printf 'Package: linux-image-sample\\nVersion: 1\\nArchitecture: arm64\\n"
            + "Maintainer: n <n@example.org>\\nDescription: sample\\n' >tree/DEBIAN/control &&"
            + " cp "
            + KERNEL.resolveSibling("config")
            + " tree/boot/config-6.12.117-sample && cp vmlinux tree/boot/vmlinuz-6.12.117-sample &&"
            + " dpkg-deb -Z"
            + compression
            + " --root-owner-group -b tree kernel.deb");
    Unpacked unpacked = holdsTheKernel(folder.resolve("kernel.deb"), "Debian package");
    assertThat(unpacked.configuration()).isPresent();
    KernelBuild kernel = KernelLoader.load(folder.resolve("kernel.deb"), KernelHints.none());
    assertThat(kernel.release().text()).startsWith("6.12.117");
  }

  @ParameterizedTest
  @ValueSource(strings = {"w9.gzdio", "w7.xzdio", "w3.zstdio", "w9.bzdio"})
  @RequiresTool("rpmbuild")
  void rpmPackage(String payload) throws Exception {
    Files.writeString(
        folder.resolve("kernel.spec"),
        """
        Name: kernel-core
        Version: 6.12.117
        Release: 1
        Summary: sample
        License: Apache-2.0
        BuildArch: noarch
        %description
        sample
        %install
        mkdir -p %{buildroot}/lib/modules/6.12.117-sample
        cp FOLDER/vmlinux %{buildroot}/lib/modules/6.12.117-sample/vmlinuz
        %define __strip /bin/true
        %files
        /lib/modules/6.12.117-sample/vmlinuz
        """
            .replace("FOLDER", folder.toString()));
    shell(
        "rpmbuild -bb --define '_topdir "
            + folder.resolve("rpm")
            + "' --define '_binary_payload "
            + payload
            + "' --define '__os_install_post %{nil}' --define"
            + " '_binaries_in_noarch_packages_terminate_build 0' kernel.spec && mv rpm/RPMS/*/*.rpm"
            + " kernel.rpm");
    holdsTheKernel(folder.resolve("kernel.rpm"), "RPM package");
  }

  @Test
  @RequiresTool({"mkimage", "gzip"})
  void uImage() throws Exception {
    shell(
        "gzip -k vmlinux && mkimage -A arm64 -O linux -T kernel -C gzip -a 0x40200000"
            + " -e 0x40200000 -n sample -d vmlinux.gz uImage");
    holdsTheKernel(folder.resolve("uImage"), "uImage");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-E", "-E -p 0x4000"})
  @RequiresTool({"mkimage", "dtc"})
  void fitImage(String options) throws Exception {
    Files.writeString(
        folder.resolve("kernel.its"),
        """
        /dts-v1/;
        / { description = "sample"; #address-cells = <1>;
            images {
              fdt-1 { data = [00 01]; type = "flat_dt"; arch = "arm64"; compression = "none"; };
              kernel-1 { data = /incbin/("vmlinux"); type = "kernel"; arch = "arm64"; os = "linux";
                compression = "none"; load = <0x40200000>; entry = <0x40200000>;
                hash-1 { algo = "sha256"; }; }; };
            configurations { default = "conf-1"; conf-1 { kernel = "kernel-1"; fdt = "fdt-1"; }; };
        };
        """);
    shell("mkimage " + options + " -f kernel.its kernel.fit");
    holdsTheKernel(folder.resolve("kernel.fit"), "FIT image");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  @RequiresTool({"mkbootimg", "gzip"})
  void androidBootImage(int version) throws Exception {
    shell(
        "gzip -k vmlinux && head -c 5000 /dev/zero >ramdisk && mkbootimg --kernel vmlinux.gz"
            + " --ramdisk ramdisk --header_version "
            + version
            + " -o boot.img");
    holdsTheKernel(folder.resolve("boot.img"), "Android boot image");
  }

  /** A package may hold a file that no memory could; it is refused by the size that it states. */
  @Test
  @RequiresTool("dpkg-deb")
  void aBombInAPackageIsRefused() throws Exception {
    shell(
        "mkdir -p tree/DEBIAN tree/boot && truncate -s 600M tree/boot/vmlinuz-6 &&"
            + " printf 'Package: bomb\\nVersion: 1\\nArchitecture: all\\n"
            + "Maintainer: n <n@example.org>\\nDescription: bomb\\n' >tree/DEBIAN/control &&"
            + " dpkg-deb -Zzstd -z1 --root-owner-group -b tree bomb.deb");
    assertThatThrownBy(() -> Unpacked.of(Bytes.map(folder.resolve("bomb.deb"))))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("has 629145600 bytes, expected at most");
  }

  /** A Debian package without a kernel is read to its end and says what it lacks. */
  @Test
  @RequiresTool("dpkg-deb")
  void aPackageWithoutAKernelSaysSo() throws Exception {
    shell(
        "mkdir -p tree/DEBIAN tree/usr && head -c 100000 /dev/zero >tree/usr/vmlinuz &&"
            + " printf 'Package: other\\nVersion: 1\\nArchitecture: all\\n"
            + "Maintainer: n <n@example.org>\\nDescription: other\\n' >tree/DEBIAN/control &&"
            + " dpkg-deb --root-owner-group -b tree other.deb");
    assertThatThrownBy(() -> Unpacked.of(Bytes.map(folder.resolve("other.deb"))))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("has no kernel");
  }

  private Unpacked holdsTheKernel(Path file, String layer) throws IOException {
    Unpacked unpacked = Unpacked.of(Bytes.map(file));
    assertThat(String.join(" ", unpacked.layers())).contains(layer).endsWith("ELF");
    byte[] kernel = Files.readAllBytes(KERNEL);
    assertThat(unpacked.bytes().size()).isEqualTo(kernel.length);
    assertThat(unpacked.bytes().copy(0, kernel.length)).isEqualTo(kernel);
    refusesDamage(Files.readAllBytes(file));
    return unpacked;
  }

  /** Cut anywhere and damaged anywhere it is refused in words, or read as a kernel still. */
  private static void refusesDamage(byte[] whole) {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 40; i++) {
      byte[] damaged =
          i % 2 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
      for (int n = 0; n < 2 && damaged.length > 0; n++) {
        int near = i % 4 < 2 ? Math.min(damaged.length, 300) : damaged.length;
        damaged[random.nextInt(near)] ^= (byte) (1 + random.nextInt(255));
      }
      try {
        Unpacked.of(Bytes.of("damaged", damaged));
      } catch (FormatException expected) {
        assertThat(expected.getMessage()).contains("offset").doesNotContain("null");
      }
    }
  }

  private void shell(String command) throws IOException, InterruptedException {
    Tool.run(folder, LIMIT, List.of("sh", "-c", command));
  }
}
