// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.check;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.earlymap.check.Finding;
import org.earlymap.check.NotApplied;
import org.earlymap.check.Report;
import org.earlymap.check.Rule;

/** Reports as JUnit XML: a suite for each kernel, a test for each rule. */
final class CheckJunit {
  private final XMLStreamWriter xml;
  private final CheckCommand.FailOn failOn;
  private final CheckSetting setting;

  private CheckJunit(XMLStreamWriter xml, CheckCommand.FailOn failOn, CheckSetting setting) {
    this.xml = xml;
    this.failOn = failOn;
    this.setting = setting;
  }

  static void print(
      List<Report> reports,
      List<UncheckedKernel> unchecked,
      CheckCommand.FailOn failOn,
      CheckSetting setting,
      PrintWriter out) {
    try {
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out);
      out.print("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
      new CheckJunit(xml, failOn, setting).write(reports, unchecked);
      xml.flush();
      out.print('\n');
    } catch (XMLStreamException e) {
      throw new IllegalStateException("XML could not be written", e);
    }
  }

  private void write(List<Report> reports, List<UncheckedKernel> unchecked)
      throws XMLStreamException {
    xml.writeStartElement("testsuites");
    for (Report report : reports) {
      writeSuite(report);
    }
    for (UncheckedKernel kernel : unchecked) {
      writeUnchecked(kernel);
    }
    line(0);
    xml.writeEndElement();
  }

  private void writeSuite(Report report) throws XMLStreamException {
    int failures = 0;
    int skipped = 0;
    for (Rule rule : report.rules()) {
      if (!failing(report, rule).isEmpty()) {
        failures++;
      } else if (isSkipped(report, rule)) {
        skipped++;
      }
    }
    startSuite(report.file(), report.rules().size(), failures, 0, skipped);
    writeProperties();
    for (Rule rule : report.rules()) {
      writeCase(report, rule);
    }
    line(1);
    xml.writeEndElement();
  }

  private void startSuite(String file, int tests, int failures, int errors, int skipped)
      throws XMLStreamException {
    line(1);
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", file);
    xml.writeAttribute("tests", Integer.toString(tests));
    xml.writeAttribute("failures", Integer.toString(failures));
    xml.writeAttribute("errors", Integer.toString(errors));
    xml.writeAttribute("skipped", Integer.toString(skipped));
    xml.writeAttribute("time", "0");
  }

  private void writeUnchecked(UncheckedKernel kernel) throws XMLStreamException {
    startSuite(kernel.file(), 1, 0, 1, 0);
    startCase("the kernel can be checked");
    line(3);
    xml.writeEmptyElement("error");
    xml.writeAttribute("message", kernel.message());
    xml.writeAttribute("type", "unchecked");
    line(2);
    xml.writeEndElement();
    line(1);
    xml.writeEndElement();
  }

  private void startCase(String name) throws XMLStreamException {
    line(2);
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", "earlymap.check");
    xml.writeAttribute("name", name);
    xml.writeAttribute("time", "0");
  }

  private void writeProperties() throws XMLStreamException {
    line(2);
    xml.writeStartElement("properties");
    writeProperty("tables judged on", String.join(", ", setting.cpus()));
    writeProperty("memory", setting.memory());
    line(2);
    xml.writeEndElement();
  }

  private void writeProperty(String name, String value) throws XMLStreamException {
    line(3);
    xml.writeEmptyElement("property");
    xml.writeAttribute("name", name);
    xml.writeAttribute("value", value);
  }

  private void writeCase(Report report, Rule rule) throws XMLStreamException {
    startCase(rule.id() + ": " + rule.reason());
    List<Finding> failing = failing(report, rule);
    if (!failing.isEmpty()) {
      line(3);
      xml.writeStartElement("failure");
      xml.writeAttribute("message", failing.get(0).message());
      xml.writeAttribute("type", rule.severity().label());
      xml.writeCharacters(text(failing) + "Required by " + rule.requirement() + "\n");
      xml.writeEndElement();
    } else if (isSkipped(report, rule)) {
      line(3);
      xml.writeEmptyElement("skipped");
      xml.writeAttribute("message", why(report, rule));
    } else if (!of(report, rule).isEmpty()) {
      line(3);
      xml.writeStartElement("system-out");
      xml.writeCharacters(text(of(report, rule)));
      xml.writeEndElement();
    }
    line(2);
    xml.writeEndElement();
  }

  private List<Finding> failing(Report report, Rule rule) {
    Report single = report.keeping(finding -> finding.rule().equals(rule));
    return failOn.isReachedBy(single) ? single.findings() : List.of();
  }

  private static List<Finding> of(Report report, Rule rule) {
    return report.keeping(finding -> finding.rule().equals(rule)).findings();
  }

  private static boolean isSkipped(Report report, Rule rule) {
    return report.notApplied().stream().anyMatch(idle -> idle.ruleId().equals(rule.id()));
  }

  private static String why(Report report, Rule rule) {
    List<String> reasons = new ArrayList<>();
    for (NotApplied idle : report.notApplied()) {
      if (idle.ruleId().equals(rule.id())) {
        reasons.add(idle.why());
      }
    }
    return String.join("; ", reasons);
  }

  private static String text(List<Finding> findings) {
    StringBuilder text = new StringBuilder();
    for (Finding finding : findings) {
      text.append(finding.message()).append('\n');
    }
    return text.toString();
  }

  private void line(int depth) throws XMLStreamException {
    xml.writeCharacters("\n" + "  ".repeat(depth));
  }
}
