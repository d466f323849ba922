package dev.hourkey.console;

import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
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

/** How long requests, activations and removals took in the last weeks. */
@Path("/console/service-levels")
@Produces(MediaType.TEXT_HTML)
@Authenticated
@Blocking
public class ServiceLevelsPage {
  private static final int WEEKS = 12;

  private final Visitors visitors;
  private final ServiceLevels levels;
  private final Persons persons;

  ServiceLevelsPage(Visitors visitors, ServiceLevels levels, Persons persons) {
    this.visitors = visitors;
    this.levels = levels;
    this.persons = persons;
  }

  @GET
  public TemplateInstance show(
      @QueryParam("entitlement") @DefaultValue("") String entitlement,
      @QueryParam("approver") @DefaultValue("") String approver) {
    Visitor visitor = visitors.require(ConsoleRole.AUDITOR);
    String id = entitlement.strip();
    String name = approver.strip();
    Optional<List<PersonId>> people =
        name.isEmpty() ? Optional.empty() : Optional.of(persons.called(name));
    boolean unknown = people.filter(List::isEmpty).isPresent();
    List<Level> weeks =
        unknown
            ? List.of()
            : levels.weeks(
                WEEKS,
                new ServiceLevels.Selection(
                    Optional.of(id).filter(given -> !given.isEmpty()), people));
    return new ServiceLevelsOf(
        Frame.of(visitor, Place.SERVICE_LEVELS),
        id,
        name,
        unknown ? "Hourkey knows nobody called “%s”.".formatted(name) : null,
        List.of(
            BarChart.of("From the request to a decision", took(weeks, Level::toDecision)),
            BarChart.of("From the approval until AWS shows it", took(weeks, Level::toActive)),
            BarChart.of("From the end until it is gone", took(weeks, Level::toGone))),
        weeks.reversed());
  }

  private static List<Optional<Percentiles>> took(
      List<Level> weeks, Function<Level, Optional<Percentiles>> measure) {
    return weeks.stream().map(measure).toList();
  }

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record ServiceLevelsOf(
      Frame frame,
      String entitlement,
      String approver,
      @Nullable String problem,
      List<BarChart> charts,
      List<Level> weeks)
      implements TemplateInstance {}
}
