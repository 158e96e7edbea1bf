// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.run;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** What {@code prove} found, as JUnit XML: a test case for each machine. */
final class ProofJunit {
  private ProofJunit() {}

  static void print(PrintWriter out, List<ProofReport> reports) {
    try {
      out.print("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out);
      long failures = reports.stream().filter(report -> !report.agrees()).count();
      xml.writeStartElement("testsuite");
      xml.writeAttribute("name", "earlymap prove");
      xml.writeAttribute("tests", Integer.toString(reports.size()));
      xml.writeAttribute("failures", Long.toString(failures));
      for (ProofReport report : reports) {
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testcase");
        xml.writeAttribute("name", report.name());
        xml.writeAttribute("time", "0");
        if (!report.agrees()) {
          StringWriter text = new StringWriter();
          PrintWriter lines = new PrintWriter(text);
          ProofText.print(lines, List.of(report));
          lines.flush();
          xml.writeStartElement("failure");
          xml.writeCharacters(text.toString());
          xml.writeEndElement();
        }
        xml.writeEndElement();
      }
      xml.writeCharacters("\n");
      xml.writeEndElement();
      xml.flush();
      out.print('\n');
    } catch (XMLStreamException e) {
      throw new IllegalStateException("XML could not be written", e);
    }
  }
}
