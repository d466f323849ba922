package dev.hourkey.console;

import dev.hourkey.catalog.Entitlement;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.request.EntitlementUse;
import dev.hourkey.request.EntitlementUse.UsageSummary;
import dev.hourkey.request.ServiceLevels;
import dev.hourkey.request.ServiceLevels.Level;
import dev.hourkey.request.WeekFigures.Percentiles;
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
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How long requests, activations and removals took in the last weeks, and what is used. */
@Path("/console/service-levels")
@Produces(MediaType.TEXT_HTML)
@Authenticated
@Blocking
public class ServiceLevelsPage {
  private static final int WEEKS = 12;
  private static final int MAX_UNUSED = 100;

  private final CurrentUser currentUser;
  private final ServiceLevels levels;
  private final EntitlementUse use;
  private final Persons persons;

  ServiceLevelsPage(
      CurrentUser currentUser, ServiceLevels levels, EntitlementUse use, Persons persons) {
    this.currentUser = currentUser;
    this.levels = levels;
    this.use = use;
    this.persons = persons;
  }

  @GET
  public TemplateInstance show(
      @QueryParam("entitlement") @DefaultValue("") String entitlement,
      @QueryParam("approver") @DefaultValue("") String approver) {
    ConsoleUser user = currentUser.require(ConsoleRole.AUDITOR);
    String id = entitlement.strip();
    String name = approver.strip();
    Optional<List<PersonId>> people =
        name.isEmpty() ? Optional.empty() : Optional.of(persons.byIdOrPrincipalName(name));
    boolean unknown = people.filter(List::isEmpty).isPresent();
    List<Level> weeks =
        unknown
            ? List.of()
            : levels.weeks(
                WEEKS,
                new ServiceLevels.Selection(
                    Optional.of(id).filter(given -> !given.isEmpty()), people));
    UsageSummary lately = use.recentUsage();
    return new ServiceLevelsOf(
        PageFrame.of(user, MenuItem.SERVICE_LEVELS),
        id,
        name,
        unknown ? "Hourkey knows nobody named “%s”.".formatted(name) : null,
        List.of(
            BarChart.of("From the request to a decision", took(weeks, Level::toDecision)),
            BarChart.of("From the approval until AWS shows it", took(weeks, Level::toActive)),
            BarChart.of("From the end until the access is gone", took(weeks, Level::toGone)),
            BarChart.ofCounts(
                "Late ends",
                "Ends that were late enough for an alarm.",
                0,
                counts(weeks, Level::lateEnds)),
            BarChart.ofCounts(
                "Entitlements used",
                "Full height: all %d that can be requested now.".formatted(lately.all()),
                lately.all(),
                counts(weeks, Level::used))),
        weeks.reversed(),
        lately,
        lately.unused().stream().limit(MAX_UNUSED).toList());
  }

  private static List<Optional<Percentiles>> took(
      List<Level> weeks, Function<Level, Optional<Percentiles>> measure) {
    return weeks.stream().map(measure).toList();
  }

  private static List<Long> counts(List<Level> weeks, Function<Level, Long> measure) {
    return weeks.stream().map(measure).toList();
  }

  /**
   * @param unused the first of the unused entitlements
   */
  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record ServiceLevelsOf(
      PageFrame frame,
      String entitlement,
      String approver,
      @Nullable String problem,
      List<BarChart> charts,
      List<Level> weeks,
      UsageSummary use,
      List<Entitlement> unused)
      implements TemplateInstance {}
}
