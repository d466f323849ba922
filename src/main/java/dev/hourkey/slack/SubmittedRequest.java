package dev.hourkey.slack;

import com.slack.api.app_backend.views.payload.ViewSubmissionPayload;
import dev.hourkey.catalog.Bundle;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.request.RequestFormValidator;
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
 * @param command what it requests; not to be used if there are problems
 * @param problems what is wrong with it, by block
 */
record SubmittedRequest(SubmissionCommand.NewRequest command, Map<String, String> problems) {
  /** Reads a form. Whether the sender may request this is decided later. */
  static SubmittedRequest of(ViewSubmissionPayload form, CatalogSnapshot catalog, Instant now) {
    List<String> selected = RequestForm.selected(form.getView().getState());
    String key = Selection.key(selected);
    String howLong = RequestForm.durationBlockId(key);
    String start = RequestForm.startBlock(key);
    SubmissionCommand.NewRequest command =
        new SubmissionCommand.NewRequest(
            Bundle.expand(selected, catalog.bundles()),
            FormAnswers.duration(FormAnswers.selected(form, howLong, RequestForm.HOW_LONG))
                .orElse(Duration.ZERO),
            FormAnswers.text(form, RequestForm.WHY),
            FormAnswers.time(form, start, RequestForm.START),
            FormAnswers.ticked(form, RequestForm.breakGlassBlock(key), RequestForm.BREAK_GLASS),
            BeneficiaryFields.of(form),
            Optional.empty());
    boolean shown = form.getView().getState().getValues().containsKey(howLong);
    Map<String, String> problems = new LinkedHashMap<>();
    if (BeneficiaryFields.both(form)) {
      problems.put(
          BeneficiaryFields.ADDRESS, "Choose somebody above, or enter an address: not both.");
    }
    RequestFormValidator.problems(command, catalog.entitlements(), catalog.complete(), now)
        .forEach(
            (field, problem) ->
                problems.put(
                    switch (field) {
                      case WHAT -> RequestForm.WHAT;
                      case HOW_LONG -> shown ? howLong : RequestForm.WHAT;
                      case START -> start;
                      case WHY -> RequestForm.WHY;
                    },
                    problem));
    return new SubmittedRequest(command, problems);
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
    return Optional.of(typed)
        .filter(one -> one.complete() && offered)
        .map(
            one ->
                new SubmissionCommand.NewRequest(
                    ids,
                    one.duration().orElseThrow(),
                    one.justification(),
                    Optional.empty(),
                    false))
        .filter( // A command names no start, so it does not matter what time it is.
            command ->
                RequestFormValidator.problems(
                        command, catalog.entitlements(), catalog.complete(), Instant.EPOCH)
                    .isEmpty());
  }
}
