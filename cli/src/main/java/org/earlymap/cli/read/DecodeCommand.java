// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.read;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.earlymap.Hex;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.Granule;
import org.earlymap.arch.Mair;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.arch.VaHalf;
import org.earlymap.cli.options.GranuleConverter;
import org.earlymap.cli.options.HexConverter;
import org.earlymap.cli.options.UnusableOptionException;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.cli.text.DescriptorText;
import org.earlymap.cli.text.JsonText;
import org.earlymap.table.TranslationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code earlymap decode}: what the fields of descriptors say. */
@Command(
    name = "decode",
    mixinStandardHelpOptions = true,
    description = "Says what each field of a translation table descriptor means.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  earlymap decode 0x00e8000040400703",
      "  earlymap decode 0x1000000040481003 --level 1",
      "  earlymap decode --page-size 64K --lpa 0x006000004000f783"
    })
public final class DecodeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "1..*",
      paramLabel = "DESCRIPTOR",
      converter = HexConverter.class,
      description = "One or more descriptors.")
  private List<Long> descriptors = new ArrayList<>();

  @Option(
      names = "--page-size",
      paramLabel = "SIZE",
      converter = GranuleConverter.class,
      description = "4K (default), 16K or 64K.")
  private Granule granule = Granule.SIZE_4K;

  @Option(names = "--lpa2", description = "TCR_EL1.DS = 1: 52-bit addresses with 4K and 16K.")
  private boolean lpa2;

  @Option(names = "--lpa", description = "52-bit addresses with 64K (FEAT_LPA).")
  private boolean lpa;

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      description = "The lookup level that it was found at: -1 to 3 (default).")
  private int level = 3;

  @Option(
      names = "--mair",
      paramLabel = "VALUE",
      converter = HexConverter.class,
      description = "MAIR_EL1; the default is what Linux programs.")
  private long mair = Mair.LINUX.value();

  @Option(names = "--format", paramLabel = "FORMAT", description = "text (default) or json.")
  private Format format = Format.TEXT;

  /** What is printed. */
  enum Format {
    TEXT,
    JSON
  }

  @Override
  public Integer call() {
    if (level < -1 || level > 3) {
      throw new UnusableOptionException("--level is " + level + ", expected -1 to 3");
    }
    if (lpa && granule != Granule.SIZE_64K) {
      throw new UnusableOptionException("--lpa needs --page-size 64K");
    }
    if (lpa2 && granule == Granule.SIZE_64K) {
      throw new UnusableOptionException("--lpa2 needs --page-size 4K or 16K");
    }
    DescriptorFormat bits =
        lpa2 ? DescriptorFormat.LPA2 : lpa ? DescriptorFormat.LPA_64K : DescriptorFormat.PA48;
    TranslationRegime regime = new TranslationRegime(granule, lpa2 ? 52 : 48, bits);
    TranslationContext context =
        TranslationContext.plain(VaHalf.UPPER, regime, 0).withMair(new Mair(mair));
    PrintWriter out = spec.commandLine().getOut();
    if (format == Format.JSON) {
      printJson(out, context);
      return ExitCode.DONE;
    }
    for (long descriptor : descriptors) {
      out.println(Hex.of(descriptor) + " at level " + level);
      for (String line : DescriptorText.of(descriptor, level, context, 0)) {
        out.println("  " + line);
      }
    }
    return ExitCode.DONE;
  }

  private void printJson(PrintWriter out, TranslationContext context) {
    JsonText.print(
        out,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("schema", "earlymap.descriptors/1");
          json.writeArrayPropertyStart("descriptors");
          for (long descriptor : descriptors) {
            json.writeStartObject();
            json.writeStringProperty("descriptor", Hex.of(descriptor));
            json.writeNumberProperty("level", level);
            json.writeArrayPropertyStart("says");
            DescriptorText.of(descriptor, level, context, 0).forEach(json::writeString);
            json.writeEndArray();
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}
