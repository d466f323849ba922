package dev.hourkey.slack;

import com.slack.api.model.view.View;
import com.slack.api.model.view.ViewState;
import dev.hourkey.catalog.Bundle;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.policy.BreakGlass;
import dev.hourkey.policy.Justification;
import dev.hourkey.policy.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The form of {@code /aws-access}: what, how long, why. */
final class RequestForm {
  static final String CALLBACK = "request";
  static final String WHAT = "what";
  static final String HOW_LONG = "how_long";
  static final String START = "start";
  static final String WHY = "why";
  static final String BREAK_GLASS = "break_glass";

  private static final String TITLE = "AWS access";

  private RequestForm() {}

  /** Opened at once, because a trigger is valid for only three seconds. */
  static Modal loading() {
    return message(Sentence.of("Looking up what you can request…"));
  }

  /** Says why there is nothing to fill in. */
  static Modal message(Sentence sentence) {
    return Modal.unfilled(CALLBACK, TITLE, sentence);
  }

  /**
   * What is filled in besides the choice.
   *
   * @param duration the duration that was typed, even if it is not offered
   * @param justification may be empty
   */
  record Entered(Optional<Duration> duration, String justification) {
    static final Entered NOTHING = new Entered(Optional.empty(), "");
  }

  /**
   * The form with this selection and these entries.
   *
   * @param above what the reader should see first
   */
  static Modal filled(Selection selected, Entered entered, List<Block> above) {
    List<Block> blocks = new ArrayList<>(above);
    blocks.add(
        new Block.Input(
            WHAT,
            "What do you need?",
            Optional.of(
                "Type to search by name, account or permission set. You can choose several."),
            new Block.Field.Search(WHAT, selected.options(), Bundle.MAX_ENTITLEMENTS)));
    List<Entitlement> chosen = selected.entitlements();
    if (chosen.size() == 1) {
      Entitlement only = chosen.getFirst();
      blocks.add(new Block.Context(EntitlementText.about(only)));
      blocks.addAll(AccessText.blocks(only.opens(), "entitlement:" + only.id()));
      AccessText.sessionNote(only.opens(), only.durations().getFirst()).ifPresent(blocks::add);
    } else {
      chosen.forEach(one -> blocks.add(new Block.Section(EntitlementText.entry(one))));
    }
    blocks.addAll(howLong(selected, entered.duration));
    start(selected).ifPresent(blocks::add);
    blocks.add(
        new Block.Input(
            WHY,
            "Why?",
            whyHint(chosen, entered.justification),
            new Block.Field.TextArea(
                Justification.MAX_LENGTH,
                SlackText.cut(entered.justification, Justification.MAX_LENGTH))));
    if (selected.forOthers()) {
      blocks.addAll(BeneficiaryFields.blocks());
    }
    if (chosen.size() == 1) { // Break-glass is decided separately for each entitlement.
      chosen
          .getFirst()
          .breakGlass()
          .ifPresent(rules -> blocks.add(breakGlass(selected.key(), rules)));
    }
    String typed = entered.duration.map(one -> Long.toString(one.toSeconds())).orElse("");
    return Modal.form(CALLBACK, typed, TITLE, "Request", blocks);
  }

  /** What is wrong with a justification that was typed, or else what it should look like. */
  private static Optional<String> whyHint(List<Entitlement> chosen, String typed) {
    Optional<String> problem =
        chosen.stream()
            .filter(_ -> !typed.isEmpty())
            .flatMap(one -> one.justificationRefusal(typed, false).stream())
            .findFirst()
            .map(Refusal::sentence);
    return problem.or(
        () ->
            Optional.of(
                    Stream.concat(ticket(chosen).stream(), example(chosen).stream())
                        .collect(Collectors.joining(" ")))
                .filter(hint -> !hint.isEmpty()));
  }

  private static Optional<String> ticket(List<Entitlement> chosen) {
    List<String> projects =
        chosen.stream()
            .flatMap(one -> one.policy().justification().ticketProjects().stream())
            .distinct()
            .sorted()
            .toList();
    return projects.isEmpty()
        ? Optional.empty()
        : Optional.of("Name an open ticket of " + String.join(" or ", projects) + ".");
  }

  private static Optional<String> example(List<Entitlement> chosen) {
    return chosen.stream()
        .flatMap(one -> one.policy().justification().example().stream())
        .findFirst()
        .map(example -> "For example: " + example);
  }

  /** The block id of the start, which depends on the selection like that of the duration. */
  static String startBlock(String selection) {
    return START + ":" + selection;
  }

  private static Block breakGlass(String selection, BreakGlass rules) {
    return new Block.Input(
        breakGlassBlock(selection),
        "Emergency?",
        Optional.of(
            Sentence.of(
                    "Break-glass access lasts at most {}. Operators and approvers are told at once"
                        + " who got it and why, and {} will review whether it was justified.",
                    rules.policy().maxDuration(),
                    rules.reviewers())
                .plain()),
        new Block.Field.Checkbox(
            BREAK_GLASS,
            new Block.Option("Get access now, without approval; it will be reviewed", "true")));
  }

  /**
   * The block id of the break-glass box, which depends on the selection like that of the duration.
   */
  static String breakGlassBlock(String selection) {
    return BREAK_GLASS + ":" + selection;
  }

  /** The field for a later start; empty unless everything that is selected may start later. */
  private static Optional<Block> start(Selection selected) {
    return selected
        .startAhead()
        .map(
            ahead ->
                new Block.Input(
                    startBlock(selected.key()),
                    "When should it start?",
                    Optional.of(
                        "Leave it empty to start at once. At most %s ahead, in your time zone."
                            .formatted(SlackText.words(ahead))),
                    new Block.Field.DateTime(START)));
  }

  /** The durations that all offer; nothing before anything is selected. */
  private static List<Block> howLong(Selection selected, Optional<Duration> typed) {
    if (selected.entitlements().isEmpty()) {
      return List.of();
    }
    List<Duration> durations = selected.durations();
    return durations.isEmpty()
        ? List.of(
            new Block.Section(
                Sentence.of(
                    ":warning: These have no duration in common. Request them one by one.")))
        : List.of(
            new Block.Input(
                durationBlockId(selected.key()),
                "For how long?",
                typed
                    .filter(one -> !durations.contains(one))
                    .map(one -> SlackText.words(one) + " isn't offered. Choose one of these."),
                howLong(durations, typed)));
  }

  /** The entries of the form when somebody changes the selection. */
  static Entered entered(View form) {
    String justification =
        Optional.ofNullable(form.getState())
            .flatMap(state -> Optional.ofNullable(state.getValues().get(WHY)))
            .flatMap(actions -> Optional.ofNullable(actions.get(WHY)))
            .flatMap(value -> Optional.ofNullable(value.getValue()))
            .map(SlackText::clean)
            .orElse("");
    return new Entered(
        FormAnswers.duration(String.valueOf(form.getPrivateMetadata())), justification);
  }

  /** The block of the duration changes with the choice, so that Slack forgets the old answer. */
  static String durationBlockId(String selection) {
    return HOW_LONG + ":" + selection;
  }

  /**
   * The selected ids in a form, in the order of selection. Some clients report a single option even
   * for a multi-select.
   */
  static List<String> selected(@Nullable ViewState state) {
    return Optional.ofNullable(state)
        .flatMap(known -> Optional.ofNullable(known.getValues().get(WHAT)))
        .stream()
        .flatMap(actions -> Stream.ofNullable(actions.get(WHAT)))
        .flatMap(
            value ->
                Stream.concat(
                    Stream.ofNullable(value.getSelectedOptions()).flatMap(List::stream),
                    Stream.ofNullable(value.getSelectedOption())))
        .map(ViewState.SelectedOption::getValue)
        .toList();
  }

  private static Block.Field howLong(List<Duration> durations, Optional<Duration> typed) {
    List<Block.Option> options =
        durations.stream().limit(BlockJson.MAX_OPTIONS).map(RequestForm::option).toList();
    Block.Option first =
        typed.map(RequestForm::option).filter(options::contains).orElseGet(options::getFirst);
    return new Block.Field.Select(HOW_LONG, options, Optional.of(first), false);
  }

  private static Block.Option option(Duration duration) {
    return new Block.Option(SlackText.words(duration), Long.toString(duration.toSeconds()));
  }
}
