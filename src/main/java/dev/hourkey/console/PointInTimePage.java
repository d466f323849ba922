package dev.hourkey.console;

import dev.hourkey.audit.AccessHistory;
import dev.hourkey.audit.PointInTimeGrant;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All access that people had at a point in time, from the audit trail alone. */
@Path("/console/moment")
@Produces(MediaType.TEXT_HTML)
@Authenticated
@Blocking
public class PointInTimePage {
  /** The maximum number of rows on a page; an export has all of them. */
  private static final int MAX_ROWS = 500;

  private final CurrentUser currentUser;
  private final AccessHistory history;
  private final Clock clock;

  PointInTimePage(CurrentUser currentUser, AccessHistory history, Clock clock) {
    this.currentUser = currentUser;
    this.history = history;
    this.clock = clock;
  }

  @GET
  public TemplateInstance show(
      @QueryParam("time") @DefaultValue("") String typed,
      @QueryParam("about") @DefaultValue("") String about) {
    ConsoleUser user = currentUser.require(ConsoleRole.AUDITOR);
    Instant now = clock.instant();
    String time = typed.strip();
    Optional<Instant> asked = time.isEmpty() ? Optional.of(now) : TimeField.read(time);
    Optional<String> problem =
        asked.isEmpty()
            ? Optional.of(TimeField.problem(time))
            : asked.filter(history::isAhead).map(_ -> "This time is in the future.");
    Optional<Instant> known = asked.filter(_ -> problem.isEmpty());
    String words = about.strip();
    List<PointInTimeGrant> held =
        known.map(history::at).orElseGet(List::of).stream()
            .filter(one -> one.isAbout(words))
            .toList();
    return new Moment(
        PageFrame.of(user, MenuItem.POINT_IN_TIME),
        asked.map(TimeField::text).orElse(time),
        words,
        known.orElse(null),
        problem.orElse(null),
        held.size(),
        held.stream().limit(MAX_ROWS).map(Row::of).toList());
  }

  record Row(PointInTimeGrant held, String holder, String access, StatusLabel state) {
    private static String written(String text) {
      return text.isBlank() ? "not recorded" : text; // Hourkey always writes it; others may not.
    }

    static Row of(PointInTimeGrant held) {
      return new Row(
          held,
          written(held.holderName().orElse(held.holder())),
          written(held.entitlement()),
          switch (held.phase()) {
            case SCHEDULED -> new StatusLabel("Scheduled", "");
            case SETTING_UP -> new StatusLabel("Being set up", "wait");
            case ACTIVE -> new StatusLabel("Active", "good");
            case ENDING -> new StatusLabel("Being removed", "wait");
          });
    }
  }

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Moment(
      PageFrame frame,
      String time,
      String about,
      @Nullable Instant at,
      @Nullable String problem,
      int all,
      List<Row> rows)
      implements TemplateInstance {}
}
