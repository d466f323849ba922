package dev.hourkey.console;

import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantLists;
import dev.hourkey.grant.ListSelection;
import dev.hourkey.grant.ProvisioningQueue;
import dev.hourkey.person.Persons;
import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.RequestLists;
import dev.hourkey.request.RequestReviews;
import dev.hourkey.scim.ScimJobService;
import dev.hourkey.text.Counted;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Current access, pending requests, and open alarms. */
@Path("/console/now")
@Produces(MediaType.TEXT_HTML)
@Authenticated
@Blocking
public class NowPage {
  private static final int LENGTH = 50;

  private final CurrentUser currentUser;
  private final GrantLists grants;
  private final RequestLists requests;
  private final RequestReviews reviews;
  private final Persons persons;
  private final Alarms alarms;
  private final ScimJobService job;
  private final ProvisioningQueue queue;
  private final Clock clock;

  NowPage(
      CurrentUser currentUser,
      GrantLists grants,
      RequestLists requests,
      RequestReviews reviews,
      Persons persons,
      Alarms alarms,
      ScimJobService job,
      ProvisioningQueue queue,
      Clock clock) {
    this.currentUser = currentUser;
    this.grants = grants;
    this.requests = requests;
    this.reviews = reviews;
    this.persons = persons;
    this.alarms = alarms;
    this.job = job;
    this.queue = queue;
    this.clock = clock;
  }

  @GET
  public TemplateInstance show(@QueryParam("after") @Nullable UUID after) {
    ConsoleUser user = currentUser.require(ConsoleRole.VIEWER);
    List<Grant> open =
        grants.page(
            ListSelection.<GrantLists.Shown>all().in(GrantLists.Shown.OPEN),
            Optional.ofNullable(after).flatMap(grants::key),
            LENGTH);
    List<AccessRequest> pending =
        requests.page(
            ListSelection.<RequestLists.Shown>all().in(RequestLists.Shown.PENDING),
            Optional.empty(),
            LENGTH);
    ReviewsByRequest deciders = ReviewsByRequest.of(reviews, open.stream(), pending.stream());
    Names names = Names.of(persons, open.stream(), pending.stream(), deciders);
    Instant now = clock.instant();
    Map<GrantLists.Shown, Long> counts = grants.open();
    return new Now(
        PageFrame.of(user, MenuItem.NOW),
        user.sees(ConsoleRole.AUDITOR),
        now,
        List.of(
            new Figure(counts.getOrDefault(GrantLists.Shown.ACTIVE, 0L), "active"),
            new Figure(counts.getOrDefault(GrantLists.Shown.ARRIVING, 0L), "on the way"),
            new Figure(counts.getOrDefault(GrantLists.Shown.ENDING, 0L), "ending"),
            new Figure(counts.getOrDefault(GrantLists.Shown.SCHEDULED, 0L), "scheduled"),
            new Figure(requests.pending(), "waiting for a decision")),
        alarms.open(),
        provisioning(),
        job.seenAt().orElse(null),
        budget(now),
        open.stream().map(grant -> GrantRow.of(grant, names, deciders)).toList(),
        pending.stream().map(request -> RequestRow.of(request, names, deciders)).toList(),
        open.size() < LENGTH ? null : "/console/now?after=" + open.getLast().id());
  }

  private String provisioning() {
    return job.stopped().isPresent()
        ? "Entra's provisioning job is stopped."
        : job.unseen().isPresent() || !job.known()
            ? "Hourkey can't see whether Entra's provisioning job runs."
            : "Entra's provisioning job is running.";
  }

  private String budget(Instant now) {
    ProvisioningQueue.Load load = queue.load(now);
    return "Provisioning on demand: %d of %d calls are left in these %s, and %s for one."
        .formatted(
            load.callsLeft(),
            ProvisioningQueue.CALLS,
            TimeText.words(ProvisioningQueue.WINDOW),
            Counted.of(load.waiting(), "grant waits", "grants wait"));
  }

  record Figure(long number, String words) {}

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Now(
      PageFrame frame,
      boolean auditor,
      Instant at,
      List<Figure> figures,
      List<Alarm> alarms,
      String provisioning,
      @Nullable Instant seenAt,
      String budget,
      List<GrantRow> rows,
      List<RequestRow> pending,
      @Nullable String next)
      implements TemplateInstance {}
}
