package dev.hourkey.console;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.drift.DriftFindings;
import dev.hourkey.drift.StandingAccess;
import dev.hourkey.drift.StandingAccess.Member;
import dev.hourkey.evidence.AccessReviews;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.request.ApprovalPairs;
import dev.hourkey.request.BreakGlassReviews;
import dev.hourkey.request.OperatorLookup;
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
import jakarta.ws.rs.core.UriBuilder;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What auditors ask for: standing access, separation of duties, populations. */
@Path("/console/evidence")
@Produces(MediaType.TEXT_HTML)
@Authenticated
@Blocking
public class EvidencePages {
  private static final int LENGTH = 50;

  private final CurrentUser currentUser;
  private final Catalog catalog;
  private final StandingAccess standing;
  private final DriftFindings drift;
  private final BreakGlassReviews breakGlass;
  private final ApprovalPairs pairs;
  private final OperatorLookup operators;
  private final AccessReviews reviews;
  private final Persons persons;
  private final Clock clock;

  EvidencePages(
      CurrentUser currentUser,
      Catalog catalog,
      StandingAccess standing,
      DriftFindings drift,
      BreakGlassReviews breakGlass,
      ApprovalPairs pairs,
      OperatorLookup operators,
      AccessReviews reviews,
      Persons persons,
      Clock clock) {
    this.currentUser = currentUser;
    this.catalog = catalog;
    this.standing = standing;
    this.drift = drift;
    this.breakGlass = breakGlass;
    this.pairs = pairs;
    this.operators = operators;
    this.reviews = reviews;
    this.persons = persons;
    this.clock = clock;
  }

  @GET
  public TemplateInstance overview() {
    ConsoleUser user = currentUser.require(ConsoleRole.AUDITOR);
    return new Evidence(
        PageFrame.of(user, MenuItem.EVIDENCE),
        standing.count(),
        comparisons(),
        drift.open().size(),
        breakGlass.waiting(),
        pairs.own(LENGTH).size(),
        pairs.mutual(LENGTH).size(),
        reviews.open(clock.instant()),
        ExportForm.EMPTY);
  }

  @GET
  @Path("/standing")
  public TemplateInstance standing(
      @QueryParam("group") @DefaultValue("") String group,
      @QueryParam("person") @DefaultValue("") String person) {
    ConsoleUser user = currentUser.require(ConsoleRole.AUDITOR);
    List<Member> page = standing.page(group, person, LENGTH);
    Names names = Names.of(persons, page.stream().map(Member::person));
    return new Standing(
        PageFrame.of(user, MenuItem.EVIDENCE),
        catalog.current().removesDrift(),
        comparisons(),
        page.stream().map(one -> StandingRow.of(one, names)).toList(),
        drift.open().stream().map(DriftRow::of).toList(),
        page.size() < LENGTH
            ? null
            : UriBuilder.fromPath("/console/evidence/standing")
                .queryParam("group", page.getLast().group().id())
                .queryParam("person", page.getLast().person().value())
                .build()
                .toString());
  }

  private StandingAccess.Comparisons comparisons() {
    return standing.comparisons(
        catalog.current().entitlements().stream()
            .map(Entitlement::group)
            .collect(Collectors.toSet()));
  }

  @GET
  @Path("/separation")
  public TemplateInstance separation() {
    ConsoleUser user = currentUser.require(ConsoleRole.AUDITOR);
    List<ApprovalPairs.Pair> own = pairs.own(LENGTH);
    List<ApprovalPairs.Mutual> mutual = pairs.mutual(LENGTH);
    Operators found = operators();
    List<ApprovalPairs.Pair> byOperators = pairs.by(found.accounts().keySet(), LENGTH);
    Names names =
        Names.of(
            persons,
            Stream.of(
                    own.stream(),
                    mutual.stream().flatMap(one -> Stream.of(one.one(), one.other())),
                    byOperators.stream())
                .flatMap(all -> all)
                .flatMap(pair -> Stream.of(pair.requester(), pair.approver())));
    return new Separation(
        PageFrame.of(user, MenuItem.EVIDENCE),
        LENGTH,
        own.stream().map(one -> PairRow.of(one, names)).toList(),
        mutual.stream()
            .map(one -> new MutualRow(PairRow.of(one.one(), names), PairRow.of(one.other(), names)))
            .toList(),
        found.accounts().values().stream().map(EntraAccount::name).sorted().toList(),
        found.unknown(),
        byOperators.stream().map(one -> PairRow.of(one, names)).toList());
  }

  /**
   * @param unknown why they are not known, as the beginning of a sentence
   */
  private record Operators(Map<PersonId, EntraAccount> accounts, @Nullable String unknown) {}

  private Operators operators() {
    try {
      return new Operators(operators.operators(), null);
    } catch (DirectoryFailure failure) {
      return new Operators(Map.of(), failure.userSentenceStart());
    }
  }

  record PairRow(
      String requester,
      String requesterId,
      String approver,
      String approverId,
      ApprovalPairs.Pair pair) {
    static PairRow of(ApprovalPairs.Pair pair, Names names) {
      return new PairRow(
          names.of(pair.requester()),
          pair.requester().value(),
          names.of(pair.approver()),
          pair.approver().value(),
          pair);
    }
  }

  record MutualRow(PairRow one, PairRow other) {}

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Evidence(
      PageFrame frame,
      long standing,
      StandingAccess.Comparisons compared,
      int drift,
      BreakGlassReviews.Waiting waiting,
      int own,
      int mutual,
      AccessReviews.Open reviews,
      ExportForm form)
      implements TemplateInstance {}

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Standing(
      PageFrame frame,
      boolean removed,
      StandingAccess.Comparisons compared,
      List<StandingRow> rows,
      List<DriftRow> drift,
      @Nullable String next)
      implements TemplateInstance {}

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Separation(
      PageFrame frame,
      int max,
      List<PairRow> own,
      List<MutualRow> mutual,
      List<String> operators,
      @Nullable String unknown,
      List<PairRow> byOperators)
      implements TemplateInstance {}
}
