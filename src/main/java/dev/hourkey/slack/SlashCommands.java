package dev.hourkey.slack;

import com.slack.api.app_backend.slash_commands.payload.SlashCommandPayload;
import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantState;
import dev.hourkey.grant.Grants;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.Person;
import dev.hourkey.person.Persons;
import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.Inbox;
import dev.hourkey.request.Requests;
import dev.hourkey.request.Submission.Wish;
import dev.hourkey.slack.ActionRateLimiter.Kind;
import dev.hourkey.slack.EligibleEntitlements.Offered;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The slash command. What takes a vendor's answer is done after Slack has got ours. */
@ApplicationScoped
class SlashCommands {
  /** How many assignments the list names for each entitlement, and for one that is listed alone. */
  private static final int IN_THE_LIST = 3;

  private static final int ALONE = 300;

  private final WorkspaceGuard workspace;
  private final Modals forms;
  private final EligibleEntitlements offer;
  private final EphemeralMessages ephemeral;
  private final Persons persons;
  private final Requests requests;
  private final Grants grants;
  private final Inbox inbox;
  private final RevocationDialog revoking;
  private final RefusalRecorder refusals;
  private final ActionRateLimiter limiter;

  SlashCommands(
      WorkspaceGuard workspace,
      Modals forms,
      EligibleEntitlements offer,
      EphemeralMessages ephemeral,
      Persons persons,
      Requests requests,
      Grants grants,
      Inbox inbox,
      RevocationDialog revoking,
      RefusalRecorder refusals,
      ActionRateLimiter limiter) {
    this.workspace = workspace;
    this.forms = forms;
    this.offer = offer;
    this.ephemeral = ephemeral;
    this.persons = persons;
    this.requests = requests;
    this.grants = grants;
    this.inbox = inbox;
    this.revoking = revoking;
    this.refusals = refusals;
    this.limiter = limiter;
  }

  /** Answers a command at once; an empty answer means that something else is about to appear. */
  String answer(SlashCommandPayload command) {
    Optional<ChatUser> sender =
        workspace.sender(
            command.getTeamId(),
            command.getEnterpriseId(),
            command.getTeamId(), // Only members of the workspace can use its commands.
            command.getUserId());
    if (sender.isEmpty()) {
      refusals.later(
          command.getTeamId(),
          command.getUserId(),
          String.valueOf(command.getTriggerId()),
          "command",
          WorkspaceGuard.REFUSAL);
      return WorkspaceGuard.REFUSAL;
    }
    String[] words = Optional.ofNullable(command.getText()).orElse("").strip().split("\\s+", 2);
    String rest = words.length > 1 ? words[1].strip() : "";
    return switch (CommandText.id(words[0])) {
      case "help" -> help(command.getCommand());
      case "list" ->
          limited(sender.get(), Kind.REQUESTING, () -> list(sender.get(), rest, command));
      case "status" -> status(sender.get());
      case "return" ->
          limited(
              sender.get(),
              Kind.ENDING,
              () -> endEarly(sender.get(), CommandText.id(rest), command));
      case "revoke" ->
          limited(sender.get(), Kind.ENDING, () -> revoking.command(sender.get(), rest, command));
      default -> limited(sender.get(), Kind.REQUESTING, () -> ask(sender.get(), words[0], command));
    };
  }

  private String limited(ChatUser user, Kind kind, Supplier<String> answer) {
    return limiter.refusal(user.userId(), kind).orElseGet(answer);
  }

  private String ask(ChatUser user, String entitlement, SlashCommandPayload command) {
    Thread.startVirtualThread(
        () -> forms.ask(user, command.getTriggerId(), entitlement, ReplyTo.of(command)));
    return "";
  }

  private static String help(String command) {
    return """
        *Short-lived AWS access*
        `%1$s` opens the form: what, how long, why. `%1$s <id>` has one chosen already.
        `%1$s list` shows what you can request and what it opens; `%1$s list <words>` shows only matches.
        `%1$s status` shows what you have and what you have asked for.
        `%1$s return` gives back what you no longer need; `%1$s return <id>` where you hold several.
        `%1$s revoke <person or id>` ends somebody's access, if you approve it or are an operator.
        Approvers decide in their channel. Access is live when AWS shows it, and over when AWS no \
        longer does; either way you hear from me. Commands do not work inside threads."""
        .formatted(SlackText.escape(command));
  }

  private String list(ChatUser user, String words, SlashCommandPayload command) {
    Thread.startVirtualThread(
        () ->
            ephemeral.tell(
                ReplyTo.of(command), listed(offer.to(user), words, command.getCommand())));
    return "One moment…";
  }

  private static String listed(Offered offered, String words, String command) {
    return switch (offered) {
      case Offered.Nothing(String why) -> SlackText.literal(why);
      case Offered.These(List<Entitlement> entitlements) -> {
        List<Entitlement> matching =
            entitlements.stream().filter(one -> matches(one, words)).toList();
        if (matching.isEmpty()) {
          yield "Nothing you can request matches `%s`. `%s list` shows everything."
              .formatted(SlackText.escape(words), SlackText.escape(command));
        }
        // A list of one has room for everything that it opens.
        int most = matching.size() == 1 && !words.isEmpty() ? ALONE : IN_THE_LIST;
        yield matching.stream()
            .map(one -> listed(one, most, command))
            .collect(Collectors.joining("\n", "*What you can request*\n", ""));
      }
    };
  }

  private static boolean matches(Entitlement one, String words) {
    String text = (one.id() + " " + one.name()).toLowerCase(Locale.ROOT);
    return Stream.of(words.split("\\s+")).map(CommandText::id).allMatch(text::contains);
  }

  private static String listed(Entitlement one, int most, String command) {
    AwsAccess opens = one.opens();
    boolean single = opens.targets().size() == 1;
    String line =
        "• *%s* `%s` · %s · up to %s"
            .formatted(
                SlackText.escape(one.name()),
                one.id(),
                single ? AccessText.summary(opens) : AccessText.count(opens),
                SlackText.words(one.policy().durations().getLast()));
    if (!single) {
      line += "\n" + AccessText.lines(opens, most).indent(4).stripTrailing();
      line +=
          opens.targets().size() > most
              ? "\n    `%s%s %s` shows all of them"
                  .formatted(SlackText.escape(command), most == ALONE ? "" : " list", one.id())
              : "";
    }
    return opens.complete() ? line : line + "\n    " + AccessText.MAY_OPEN_MORE;
  }

  private String status(ChatUser user) {
    List<String> lines = new ArrayList<>();
    persons.linkedTo(user).ifPresent(person -> lines.addAll(status(person)));
    return lines.isEmpty()
        ? "You hold nothing and have asked for nothing."
        : String.join("\n", lines);
  }

  private List<String> status(Person person) {
    List<String> lines = new ArrayList<>();
    for (Grant grant : grants.openOf(person.id())) {
      lines.add(
          "• *%s* `%s` · %s"
              .formatted(
                  SlackText.escape(grant.entitlementName()), grant.entitlement(), standing(grant)));
    }
    for (AccessRequest request : requests.pendingOf(person.id())) {
      lines.add(
          "• *%s* for %s · waits for a decision since %s"
              .formatted(
                  SlackText.escape(request.entitlementName()),
                  SlackText.words(request.duration()),
                  SlackText.time(request.requestedAt())));
    }
    return lines;
  }

  private static String standing(Grant grant) {
    return switch (grant.state()) {
      case GrantState.Provisioning _ -> "is being added in Entra";
      case GrantState.Syncing _ -> "is in Entra and on its way to AWS";
      case GrantState.Live(_, Instant endsAt) -> "live until " + SlackText.time(endsAt);
      case GrantState.Revoking _, GrantState.Clearing _ -> "is being taken away";
      case GrantState.Ended _ -> "has ended";
    };
  }

  private String endEarly(ChatUser user, String which, SlashCommandPayload command) {
    List<Grant> held =
        persons
            .linkedTo(user)
            .map(person -> grants.openOf(person.id()))
            .orElseGet(List::of)
            .stream()
            .filter(SlashCommands::canBeEndedEarly)
            .toList();
    List<Grant> meant =
        held.stream()
            .filter(
                grant ->
                    which.isEmpty()
                        || grant.entitlement().equalsIgnoreCase(which)
                        || grant.id().toString().equals(which))
            .toList();
    if (held.isEmpty()) {
      return "You hold nothing that could be given back.";
    }
    if (meant.size() != 1) {
      return held.stream()
          .map(grant -> "`" + command.getCommand() + " return " + grant.entitlement() + "`")
          .collect(Collectors.joining(", ", "Please say which: ", "."));
    }
    Grant grant = meant.getFirst();
    inbox.take(
        "command:" + command.getTriggerId(), user, Optional.empty(), new Wish.EndEarly(grant.id()));
    return "Giving back *%s*; you hear from me when AWS no longer shows it."
        .formatted(SlackText.escape(grant.entitlementName()));
  }

  private static boolean canBeEndedEarly(Grant grant) {
    return switch (grant.state()) {
      case GrantState.Provisioning _, GrantState.Syncing _, GrantState.Live _ -> true;
      case GrantState.Revoking _, GrantState.Clearing _, GrantState.Ended _ -> false;
    };
  }
}
