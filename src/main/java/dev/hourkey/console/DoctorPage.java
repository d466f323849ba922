package dev.hourkey.console;

import dev.hourkey.doctor.Area;
import dev.hourkey.doctor.CachedReport;
import dev.hourkey.doctor.Finding;
import dev.hourkey.doctor.Outcome;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The findings of {@code hourkey doctor} about this replica, for operators. */
@Path("/console/doctor")
@Produces(MediaType.TEXT_HTML)
@Authenticated
@Blocking
public class DoctorPage {
  private final CurrentUser currentUser;
  private final CachedReport report;

  DoctorPage(CurrentUser currentUser, CachedReport report) {
    this.currentUser = currentUser;
    this.report = report;
  }

  @GET
  public TemplateInstance show() {
    ConsoleUser user = currentUser.require(ConsoleRole.OPERATOR);
    CachedReport.Examined examined = report.get();
    List<Finding> all = examined.report().findings();
    return new Doctor(
        PageFrame.of(user, MenuItem.DOCTOR),
        examined.at(),
        examined.report().summary(),
        all.stream().filter(one -> !one.outcome().fine()).map(Row::of).toList(),
        Stream.of(Area.values())
            .map(
                area ->
                    new Section(
                        area.label(),
                        all.stream().filter(one -> one.area() == area).map(Row::of).toList()))
            .filter(section -> !section.rows().isEmpty())
            .toList());
  }

  /** The findings of one area. */
  record Section(String label, List<Row> rows) {}

  record Row(
      String area, StatusLabel outcome, String tried, String found, String advice, String page) {
    static Row of(Finding finding) {
      return new Row(
          finding.area().label(),
          tag(finding.outcome()),
          finding.tried(),
          finding.found(),
          finding.advice(),
          finding.page());
    }

    private static StatusLabel tag(Outcome outcome) {
      return switch (outcome) {
        case OK -> new StatusLabel(outcome.word(), "good");
        case NOTE -> new StatusLabel(outcome.word(), "");
        case WRONG -> new StatusLabel(outcome.word(), "bad");
        case UNKNOWN -> new StatusLabel(outcome.word(), "wait");
      };
    }
  }

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Doctor(
      PageFrame frame, Instant at, String summary, List<Row> urgent, List<Section> sections)
      implements TemplateInstance {}
}
