package dev.hourkey.cli;

import dev.hourkey.catalog.PolicyTestCase;
import dev.hourkey.text.PlainText;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes the results of cases in the XML of JUnit, which CI systems show. */
final class JUnitReport {
  private JUnitReport() {}

  static void write(Path report, String suite, Map<PolicyTestCase, List<String>> results)
      throws IOException {
    try (Writer file = Files.newBufferedWriter(report)) {
      XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(file);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement("testsuite");
      xml.writeAttribute("name", suite);
      xml.writeAttribute("tests", String.valueOf(results.size()));
      xml.writeAttribute("failures", String.valueOf(failed(results)));
      for (var result : results.entrySet()) {
        write(xml, suite, result.getKey(), result.getValue());
      }
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }

  private static long failed(Map<PolicyTestCase, List<String>> results) {
    return results.values().stream().filter(failures -> !failures.isEmpty()).count();
  }

  private static void write(
      XMLStreamWriter xml, String suite, PolicyTestCase one, List<String> failures)
      throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", suite);
    xml.writeAttribute("name", PlainText.clean(one.name()));
    if (!failures.isEmpty()) {
      xml.writeStartElement("failure");
      xml.writeAttribute("message", PlainText.clean(failures.getFirst()));
      xml.writeCharacters(
          PlainText.clean("line " + one.line() + ": " + String.join("; ", failures)));
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }
}
