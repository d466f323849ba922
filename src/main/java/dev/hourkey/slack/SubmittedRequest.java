package dev.hourkey.slack;

import com.slack.api.app_backend.views.payload.ViewSubmissionPayload;
import dev.hourkey.catalog.Bundle;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.policy.Refusal;
import dev.hourkey.policy.StartRules;
import dev.hourkey.request.SubmissionCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request that was submitted with the form or with a command.
 *
 * @param command what it requests; only without problems
 * @param problems what is wrong with it, by block
 */
record SubmittedRequest(SubmissionCommand.NewRequest command, Map<String, String> problems) {
  /** A start that is over only since somebody filled in the form means at once. */
  private static final Duration FILLING_IN = Duration.ofMinutes(5);

  /** Reads a form. Whether the sender may request this is decided later. */
  static SubmittedRequest of(ViewSubmissionPayload form, CatalogSnapshot catalog, Instant now) {
    List<String> selected = RequestForm.selected(form.getView().getState());
    List<String> ids =
        selected.stream()
            .flatMap(id -> Bundle.meantBy(id, catalog.bundles()).stream())
            .distinct()
            .toList();
    String howLong = RequestForm.howLongBlock(Selection.key(selected));
    Optional<Duration> duration =
        FormAnswers.duration(FormAnswers.selected(form, howLong, RequestForm.HOW_LONG));
    String why = FormAnswers.text(form, RequestForm.WHY);
    String start = RequestForm.startBlock(Selection.key(selected));
    Optional<Instant> startsAt = FormAnswers.time(form, start, RequestForm.START);
    boolean breakGlass =
        FormAnswers.ticked(
            form, RequestForm.breakGlassBlock(Selection.key(selected)), RequestForm.BREAK_GLASS);
    boolean shown = form.getView().getState().getValues().containsKey(howLong);
    Map<String, String> problems = new LinkedHashMap<>();
    List<Entitlement> known = ids.stream().flatMap(id -> catalog.find(id).stream()).toList();
    startsAt
        .flatMap(
            at ->
                known.stream()
                    .flatMap(each -> startProblem(each, at, breakGlass, now).stream())
                    .findFirst())
        .ifPresent(problem -> problems.put(start, problem));
    if (BeneficiaryFields.both(form)) {
      problems.put(
          BeneficiaryFields.ADDRESS, "Choose somebody above, or enter an address: not both.");
    }
    problems.putAll(
        problems(
            catalog, ids, known, shown ? howLong : RequestForm.WHAT, duration, why, breakGlass));
    return new SubmittedRequest(
        new SubmissionCommand.NewRequest(
            ids,
            duration.orElse(Duration.ZERO),
            why,
            startsAt,
            breakGlass,
            BeneficiaryFields.of(form),
            Optional.empty()),
        problems);
  }

  /**
   * Reads a request that was typed after the command; empty if it is not complete, or if something
   * about it is wrong. Whether the sender may request this is decided later.
   */
  static Optional<SubmissionCommand.NewRequest> byCommand(
      TypedRequest typed, CatalogSnapshot catalog) {
    List<String> ids = typed.entitlements(catalog.bundles());
    List<Entitlement> known = ids.stream().flatMap(id -> catalog.find(id).stream()).toList();
    boolean offered =
        typed
            .duration()
            .filter(one -> known.stream().allMatch(each -> each.durations().contains(one)))
            .isPresent();
    return typed.complete()
            && offered
            && problems(
                    catalog,
                    ids,
                    known,
                    RequestForm.HOW_LONG,
                    typed.duration(),
                    typed.justification(),
                    false)
                .isEmpty()
        ? Optional.of(
            new SubmissionCommand.NewRequest(
                ids,
                typed.duration().orElseThrow(),
                typed.justification(),
                Optional.empty(),
                false))
        : Optional.empty();
  }

  private static Map<String, String> problems(
      CatalogSnapshot catalog,
      List<String> ids,
      List<Entitlement> known,
      String howLong,
      Optional<Duration> duration,
      String why,
      boolean breakGlass) {
    if (ids.size() > Bundle.MOST) {
      return Map.of(
          RequestForm.WHAT,
          "At most %d entitlements can be requested together; these are %d."
              .formatted(Bundle.MOST, ids.size()));
    }
    if (known.isEmpty()) {
      return unknown(catalog);
    }
    Map<String, String> problems = new LinkedHashMap<>();
    if (duration
        .filter(one -> known.stream().anyMatch(each -> each.durations().contains(one)))
        .isEmpty()) {
      problems.put(howLong, new Refusal.DurationNotOffered().sentence());
    }
    List<String> refused =
        known.stream()
            .flatMap(
                each ->
                    each
                        .justificationRefusal(why, breakGlass)
                        .map(refusal -> named(ids, each, refusal))
                        .stream())
            .distinct()
            .toList();
    if (!refused.isEmpty()) {
      problems.put(RequestForm.WHY, String.join(" ", refused));
    }
    return problems;
  }

  /** Why a start that somebody chose is refused at once; empty if it is not. */
  private static Optional<String> startProblem(
      Entitlement wanted, Instant start, boolean breakGlass, Instant now) {
    return start.isBefore(now.minus(FILLING_IN))
        ? Optional.of("This is in the past. Choose a later time, or none to start at once.")
        : StartRules.refusal(
                breakGlass ? Optional.empty() : wanted.startAhead(), Optional.of(start), now)
            .map(Refusal::sentence);
  }

  private static String named(List<String> ids, Entitlement one, Refusal refusal) {
    return (ids.size() == 1 ? "" : one.name() + ": ") + refusal.sentence();
  }

  /** While a directory does not answer, the list has gaps; the request is then checked later. */
  private static Map<String, String> unknown(CatalogSnapshot catalog) {
    return catalog.complete()
        ? Map.of(RequestForm.WHAT, "This can no longer be requested. Choose another.")
        : Map.of();
  }
}
