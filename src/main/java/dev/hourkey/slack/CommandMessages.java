package dev.hourkey.slack;

import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.Bundle;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.grant.GrantState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The answers to the slash command. */
final class CommandMessages {
  /** How many assignments the list names for each entitlement, and for one that is listed alone. */
  private static final int IN_THE_LIST = 3;

  private static final int ALONE = 300;

  /** How much of a misspelt word is repeated, in characters. */
  private static final int TYPED = 75;

  private CommandMessages() {}

  static String help(String command) {
    return """
    *Short-lived AWS access*
    `%1$s` opens the form: what, how long, why. `%1$s ID` opens it with that access chosen.
    `%1$s ID 1h REASON` requests it at once, or opens the form filled in if something is missing.
    `%1$s list` shows what you can request, bundles included, and what it opens; `%1$s list WORDS` shows only matches.
    `%1$s status` shows your active access and your open requests.
    `%1$s extend` requests more time for active access; `%1$s extend ID` where you have several.
    `%1$s end` ends access that you no longer need; `%1$s end ID` where you have several.
    `%1$s cancel` cancels a pending request; `%1$s cancel ID` where you have several.
    `%1$s config` sends you the AWS CLI profiles for everything that you can request or have.
    `%1$s who ID` shows who has that access now or had it recently, if you are one of its approvers, an operator or an auditor.
    `%1$s revoke PERSON ID` ends somebody's access, if you are an approver or an operator. Operators end all \
    access of a person with `%1$s revoke PERSON`, and everybody's access with `%1$s revoke ID`.
    `%1$s pause REASON` stops all granting in an incident, and `%1$s resume REASON` allows it again, if you are an operator. \
    Access still ends on time.
    Approvers decide in their channel. I'll message you when your access is active in AWS, and \
    shortly before it ends. Commands do not work inside threads.\
    """
        .formatted(SlackText.escape(command));
  }

  static String status(List<GrantDetails> grants, List<RequestDetails> requests) {
    List<Sentence> lines = new ArrayList<>();
    for (GrantDetails grant : grants) {
      lines.add(Sentence.of("• *{}* `{}` · {}", grant.name(), grant.entitlement(), status(grant)));
    }
    for (RequestDetails request : requests) {
      lines.add(
          Sentence.of("• *{}* `{}`", request.name(), request.entitlement())
              .then(RequestStatus.beneficiary(request))
              .then(" for {}", request.duration())
              .then(RequestStatus.from(request))
              .then(" · waiting for a decision since {}", request.requestedAt()));
    }
    return lines.isEmpty()
        ? "You have no active access and no open requests."
        : Sentence.joined("\n", lines).mrkdwn();
  }

  static Sentence status(GrantDetails grant) {
    return switch (grant.state()) {
      case GrantState.Scheduled(Instant startsAt) -> Sentence.of("starts {}", startsAt);
      case GrantState.Provisioning _ -> Sentence.of("setting up (being added in Entra)");
      case GrantState.Syncing _ -> Sentence.of("setting up (in Entra, waiting for AWS)");
      case GrantState.Live(_, Instant endsAt) ->
          Sentence.of("active until {}", endsAt).then(HolderMessages.missing(grant, " ·"));
      case GrantState.Revoking _, GrantState.Clearing _ -> Sentence.of("being removed");
      case GrantState.Ended _ -> Sentence.of("ended");
    };
  }

  /** The answer if several entitlements match, or none does. */
  static String ambiguous(String command, List<String> ids) {
    return ids.stream()
        .distinct()
        .map(id -> Sentence.of("`{} {}`", command, id).mrkdwn())
        .collect(Collectors.joining(", ", "Say which one: ", "."));
  }

  static String reasonMissing(String command, boolean paused) {
    return Sentence.of(
            "Give a reason: `{} {} REASON`. Everybody who requests access will see it.",
            command,
            paused ? "pause" : "resume")
        .mrkdwn();
  }

  static String switching(boolean paused) {
    return "Hourkey is checking whether you are an operator. The operations channel will say when"
        + " granting is "
        + (paused ? "paused." : "resumed.");
  }

  static String ending(GrantDetails grant) {
    return Sentence.of(
            grant.state() instanceof GrantState.Scheduled
                ? "Cancelling *{}*."
                : "Ending *{}*. The message about your request will say when it is removed from"
                    + " AWS.",
            grant.name())
        .mrkdwn();
  }

  static String cancelling(RequestDetails request) {
    return Sentence.of("Cancelling your request for *{}*.", request.name()).mrkdwn();
  }

  /**
   * What can be requested.
   *
   * @param bundles each with those of its entitlements that can be requested
   * @param words the search words; may be empty
   */
  static String list(
      List<Entitlement> matching, List<Bundle> bundles, String words, String command) {
    if (matching.isEmpty() && bundles.isEmpty()) {
      return Sentence.of(
              "Nothing you can request matches `{}`. `{} list` shows everything.", words, command)
          .mrkdwn();
    }
    // A list of one has room for everything that it opens.
    int max = matching.size() == 1 && !words.isEmpty() ? ALONE : IN_THE_LIST;
    List<String> lines = new ArrayList<>();
    if (!matching.isEmpty()) {
      lines.add("*What you can request*");
      matching.forEach(one -> lines.add(listed(one, max, command)));
    }
    if (!bundles.isEmpty()) {
      lines.add("*Bundles: requested together, each decided separately*");
      bundles.forEach(bundle -> lines.add(listed(bundle).mrkdwn()));
    }
    if (matching.size() == BlockJson.MAX_OPTIONS) {
      lines.add(
          Sentence.of(
                  "Only the first {} are listed. `{} list WORDS` narrows the list down.",
                  matching.size(),
                  command)
              .mrkdwn());
    }
    return String.join("\n", lines);
  }

  private static Sentence listed(Bundle bundle) {
    return Sentence.of("• *{}* `{}` · ", bundle.name(), bundle.id())
        .then(
            Sentence.joined(
                ", ", bundle.entitlements().stream().map(id -> Sentence.of("`{}`", id)).toList()));
  }

  /** The answer to a command that does not exist. */
  static String noCommand(String typed, String meant, String command) {
    return Sentence.of(
            "There is no command `{}`. Did you mean `{} {}`?",
            SlackText.cut(typed, TYPED),
            command,
            meant)
        .mrkdwn();
  }

  /**
   * The answer to the misspelt id of something that can be requested.
   *
   * @param meant similar ids
   */
  static String noEntitlement(String typed, List<String> meant, String command) {
    Sentence unknown =
        Sentence.of("You can't request anything called `{}`. ", SlackText.cut(typed, TYPED));
    return (meant.isEmpty()
            ? unknown.then("`{} list` shows what you can request.", command)
            : unknown.then("Did you mean ").then(commands(meant, command)).then("?"))
        .mrkdwn();
  }

  /**
   * The answer to somebody who asks for the holders of an entitlement that does not exist.
   *
   * @param meant similar ids, of entitlements whose holders they may see
   */
  static String noHolders(String typed, List<String> meant, String command) {
    Sentence unknown =
        Sentence.of("There is no entitlement `{}`", SlackText.cut(typed, TYPED))
            .then(
                meant.isEmpty()
                    ? Sentence.of(" whose holders you may see.")
                    : Sentence.of(". Did you mean "));
    return (meant.isEmpty() ? unknown : unknown.then(commands(meant, command)).then("?")).mrkdwn();
  }

  private static Sentence commands(List<String> ids, String command) {
    return Sentence.joined(
        " or ", ids.stream().map(id -> Sentence.of("`{} {}`", command, id)).toList());
  }

  private static String listed(Entitlement one, int max, String command) {
    AwsAccess opens = one.opens();
    boolean single = opens.targets().size() == 1;
    StringBuilder text =
        new StringBuilder(
            Sentence.of(
                    "• *{}* `{}` · {} · up to {}",
                    one.name(),
                    one.id(),
                    single ? AccessText.summary(opens) : Sentence.of(AccessText.count(opens)),
                    one.durations().getLast())
                .mrkdwn());
    if (!single) {
      text.append('\n').append(AccessText.lines(opens, max).indent(4).stripTrailing());
    }
    if (!single && opens.targets().size() > max) {
      String all = max == ALONE ? command : command + " list";
      text.append("\n    ")
          .append(Sentence.of("`{} {}` shows all of them", all, one.id()).mrkdwn());
    }
    return opens.complete() ? text.toString() : text + "\n    " + AccessText.MAY_OPEN_MORE;
  }
}
