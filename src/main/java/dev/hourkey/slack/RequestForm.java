package dev.hourkey.slack;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.policy.BreakGlass;
import dev.hourkey.policy.Justification;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.Refusal;
import dev.hourkey.policy.StartRules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The form of {@code /aws-access}: what, how long, why. */
final class RequestForm {
  static final String CALLBACK = "request";
  static final String WHAT = "what";
  static final String HOW_LONG = "how_long";
  static final String START = "start";
  static final String WHY = "why";
  static final String BREAK_GLASS = "break_glass";

  /** A start that is over only since somebody filled in the form means at once. */
  private static final Duration FILLING_IN = Duration.ofMinutes(5);

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
   * The form with one entitlement chosen.
   *
   * @param stopped why nothing reaches AWS at the moment, if that is so
   */
  static Modal filled(Entitlement chosen, Optional<String> stopped) {
    return form(chosen, warning(stopped));
  }

  /**
   * The form for a requester who typed nothing, or something that they cannot request.
   *
   * @param why why they cannot request it, if it exists
   */
  static Modal filledWithout(
      Entitlement first, String typed, Optional<Sentence> why, Optional<String> stopped) {
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
    return form(first, above);
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

  private static Modal form(Entitlement chosen, List<Block> above) {
    List<Block> blocks = new ArrayList<>(above);
    blocks.add(
        new Block.Input(
            WHAT,
            "What do you need?",
            Optional.of("Type to search by name, account or permission set."),
            new Block.Field.Search(WHAT, option(chosen))));
    blocks.add(new Block.Context(about(chosen)));
    blocks.addAll(AccessText.blocks(chosen.opens(), "entitlement:" + chosen.id()));
    AccessText.outlasting(chosen.opens(), chosen.durations().getFirst()).ifPresent(blocks::add);
    blocks.add(
        new Block.Input(howLongBlock(chosen.id()), "For how long?", howLong(chosen.durations())));
    chosen
        .startAhead()
        .ifPresent(
            ahead ->
                blocks.add(
                    new Block.Input(
                        startBlock(chosen.id()),
                        "From when on?",
                        Optional.of(
                            "Leave it empty to start at once. At most %s ahead, in your time zone."
                                .formatted(SlackText.words(ahead))),
                        new Block.Field.DateTime(START))));
    blocks.add(
        new Block.Input(
            WHY,
            "Why?",
            chosen.policy().justification().example().map(example -> "For example: " + example),
            new Block.Field.TextArea(Justification.MAX_LENGTH, "")));
    chosen.breakGlass().ifPresent(rules -> blocks.add(breakGlass(chosen.id(), rules)));
    return Modal.form(CALLBACK, "", TITLE, "Request", blocks);
  }

  /** The block of the duration changes with the choice, so that Slack forgets the old answer. */
  static String howLongBlock(String entitlement) {
    return HOW_LONG + ":" + entitlement;
  }

  /** Likewise for the start, which not every entitlement offers. */
  static String startBlock(String entitlement) {
    return START + ":" + entitlement;
  }

  /** Why a start that somebody chose is refused at once; empty if it is not. */
  static Optional<String> startProblem(
      Entitlement wanted, Instant start, boolean breakGlass, Instant now) {
    return start.isBefore(now.minus(FILLING_IN))
        ? Optional.of("This is in the past. Choose a later time, or none to start at once.")
        : StartRules.refusal(
                breakGlass ? Optional.empty() : wanted.startAhead(), Optional.of(start), now)
            .map(Refusal::sentence);
  }

  private static Block breakGlass(String entitlement, BreakGlass rules) {
    return new Block.Input(
        breakGlassBlock(entitlement),
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
  static String breakGlassBlock(String entitlement) {
    return BREAK_GLASS + ":" + entitlement;
  }

  /** An entitlement as a choice in the form. */
  static Block.Option option(Entitlement entitlement) {
    return new Block.Option(SlackText.clean(entitlement.name()), entitlement.id());
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
    return opens
        .then(" · ")
        .then(approvals(chosen))
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
