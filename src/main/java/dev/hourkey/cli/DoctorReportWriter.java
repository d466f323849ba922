package dev.hourkey.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.doctor.Area;
import dev.hourkey.doctor.Finding;
import dev.hourkey.doctor.Outcome;
import dev.hourkey.doctor.Report;
import java.util.Locale;

/** Writes a report of doctor, for people and for programs. */
final class DoctorReportWriter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private DoctorReportWriter() {}

  /** A table, by area. Advice and the section to read follow each finding that is not fine. */
  static String table(Report report) {
    StringBuilder text = new StringBuilder();
    Area area = null;
    for (Finding finding : report.findings()) {
      if (finding.area() != area) {
        area = finding.area();
        text.append(area.label()).append('\n');
      }
      text.append(
          "  %-8s %s: %s%n".formatted(mark(finding.outcome()), finding.tried(), finding.found()));
      if (!finding.advice().isEmpty()) {
        text.append("           → %s (%s)%n".formatted(finding.advice(), finding.page()));
      }
    }
    return text.append(report.summary()).append('\n').toString();
  }

  private static String mark(Outcome outcome) {
    return outcome.fine() ? outcome.word() : outcome.word().toUpperCase(Locale.ROOT);
  }

  static String json(Report report) {
    ObjectNode json = JSON.createObjectNode().put("fine", report.fine());
    json.put("summary", report.summary());
    ArrayNode findings = json.putArray("findings");
    for (Finding finding : report.findings()) {
      findings
          .addObject()
          .put("area", finding.area().label())
          .put("tried", finding.tried())
          .put("outcome", finding.outcome().word())
          .put("found", finding.found())
          .put("advice", finding.advice())
          .put("page", finding.page());
    }
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("write JSON", e);
    }
  }
}
