package dev.hourkey.slack;

import com.slack.api.model.view.ViewState;
import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.Bundle;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.policy.BreakGlass;
import dev.hourkey.policy.Justification;
import dev.hourkey.policy.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  /** Opened at once, because a trigger lives for three seconds. */
  static Modal loading() {
    return message(Sentence.of("Looking up what you can request…"));
  }

  /** Says why there is nothing to fill in. */
  static Modal message(Sentence sentence) {
    return Modal.unfilled(CALLBACK, TITLE, sentence);
  }

  /**
   * The form with this selected.
   *
   * @param stopped why nothing reaches AWS at the moment, if that is so
   */
  static Modal filled(Selection selected, Optional<String> stopped) {
    return form(selected, warning(stopped));
  }

  /**
   * The form for a requester who typed nothing, or something that they cannot request.
   *
   * @param why why they cannot request it, if it exists
   */
  static Modal filledWithout(
      Selection selected, String typed, Optional<Sentence> why, Optional<String> stopped) {
    List<Block> above = warning(stopped);
    if (!typed.isEmpty()) {
      above.add(
          why.<Block>map(sentence -> new Block.Section(sentence))
              .orElseGet(
                  () ->
                      new Block.Context(
                          Sentence.of(
                              "No access called `{}`. Choose below, or type `help` for the"
                                  + " commands.",
                              SlackText.cut(typed, 75)))));
    }
    return form(selected, above);
  }

  /** Requesters should know before they submit. */
  private static List<Block> warning(Optional<String> stopped) {
    List<Block> warning = new ArrayList<>();
    stopped.ifPresent(
        why ->
            warning.add(
                new Block.Section(
                    Sentence.of(
                        ":warning: *Entra→AWS synchronization is stopped*: {}. You can still"
                            + " request access. It starts once that is fixed, if that is in time.",
                        why))));
    return warning;
  }

  private static Modal form(Selection selected, List<Block> above) {
    List<Block> blocks = new ArrayList<>(above);
    blocks.add(
        new Block.Input(
            WHAT,
            "What do you need?",
            Optional.of(
                "Type to search by name, account or permission set. You can choose several."),
            new Block.Field.Search(WHAT, selected.options(), Bundle.MOST)));
    List<Entitlement> chosen = selected.entitlements();
    if (chosen.size() == 1) {
      Entitlement only = chosen.getFirst();
      blocks.add(new Block.Context(about(only)));
      blocks.addAll(AccessText.blocks(only.opens(), "entitlement:" + only.id()));
      AccessText.outlasting(only.opens(), only.durations().getFirst()).ifPresent(blocks::add);
    } else {
      chosen.forEach(one -> blocks.add(new Block.Section(entry(one))));
    }
    blocks.addAll(howLong(selected));
    start(selected).ifPresent(blocks::add);
    blocks.add(
        new Block.Input(
            WHY,
            "Why?",
            chosen.stream()
                .flatMap(one -> one.policy().justification().example().stream())
                .findFirst()
                .map(example -> "For example: " + example),
            new Block.Field.TextArea(Justification.MAX_LENGTH, "")));
    if (selected.forOthers()) {
      blocks.addAll(BeneficiaryFields.blocks());
    }
    if (chosen.size() == 1) { // An emergency is judged for each access by itself.
      chosen
          .getFirst()
          .breakGlass()
          .ifPresent(rules -> blocks.add(breakGlass(selected.key(), rules)));
    }
    return Modal.form(CALLBACK, "", TITLE, "Request", blocks);
  }

  /** What one of several opens, and who decides. */
  private static Sentence entry(Entitlement one) {
    return Sentence.of("*{}* · ", one.name())
        .then(decided(one))
        .then("\n")
        .then(AccessText.list(one.opens()));
  }

  /** Likewise for the start, which not every entitlement offers. */
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

  /** Like that of the duration. */
  static String breakGlassBlock(String selection) {
    return BREAK_GLASS + ":" + selection;
  }

  /** When it starts; absent where nothing or not everything may start later. */
  private static Optional<Block> start(Selection selected) {
    return selected
        .startAhead()
        .map(
            ahead ->
                new Block.Input(
                    startBlock(selected.key()),
                    "From when on?",
                    Optional.of(
                        "Leave it empty to start at once. At most %s ahead, in your time zone."
                            .formatted(SlackText.words(ahead))),
                    new Block.Field.DateTime(START)));
  }

  /** The durations that all offer; nothing before anything is selected. */
  private static List<Block> howLong(Selection selected) {
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
            new Block.Input(howLongBlock(selected.key()), "For how long?", howLong(durations)));
  }

  /** The block of the duration changes with the choice, so that Slack forgets the old answer. */
  static String howLongBlock(String selection) {
    return HOW_LONG + ":" + selection;
  }

  /**
   * The ids of what is selected in a form, in the order in which it was. A client may answer a
   * field for several choices with a single one.
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

  private static Sentence about(Entitlement chosen) {
    List<AccountAssignment> targets = chosen.opens().targets();
    Sentence opens =
        targets.size() == 1
            ? Sentence.of(
                "*{}* ({}) · {}",
                targets.getFirst().accountName(),
                targets.getFirst().accountId(),
                targets.getFirst().permissionSet())
            : Sentence.of(AccessText.count(chosen.opens()));
    return opens.then(" · ").then(decided(chosen));
  }

  private static Sentence decided(Entitlement chosen) {
    return approvals(chosen)
        .then(chosen.policy().risk() == Policy.Risk.HIGH ? " · :warning: high risk" : "");
  }

  private static Sentence approvals(Entitlement chosen) {
    int needed = chosen.policy().noApprovals().missing();
    Sentence usually = Sentence.of(chosen.overrides().isEmpty() ? "" : "usually ");
    return needed == 0
        ? usually.then("granted at once")
        : usually
            .then("needs {} " + (needed == 1 ? "approval" : "approvals"), needed)
            .then(
                chosen
                    .channel()
                    .map(channel -> Sentence.of(" in {}", new Sentence.Channel(channel)))
                    .orElse(Sentence.NOTHING));
  }

  private static Block.Field howLong(List<Duration> durations) {
    List<Block.Option> options =
        durations.stream()
            .limit(BlockJson.MOST_OPTIONS)
            .map(one -> new Block.Option(SlackText.words(one), Long.toString(one.toSeconds())))
            .toList();
    return new Block.Field.Select(HOW_LONG, options, Optional.of(options.getFirst()), false);
  }
}
