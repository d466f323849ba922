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
import dev.hourkey.slack.Offer.Offered;
import dev.hourkey.slack.RateLimiter.Kind;
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
class Commands {
  /** How many assignments the list names for each entitlement, and for one that is listed alone. */
  private static final int IN_THE_LIST = 3;

  private static final int ALONE = 300;

  private final Workspace workspace;
  private final Forms forms;
  private final Offer offer;
  private final Whisper whisper;
  private final Persons persons;
  private final Requests requests;
  private final Grants grants;
  private final Inbox inbox;
  private final Revoking revoking;
  private final RefusalNotes refusals;
  private final RateLimiter limiter;

  Commands(
      Workspace workspace,
      Forms forms,
      Offer offer,
      Whisper whisper,
      Persons persons,
      Requests requests,
      Grants grants,
      Inbox inbox,
      Revoking revoking,
      RefusalNotes refusals,
      RateLimiter limiter) {
    this.workspace = workspace;
    this.forms = forms;
    this.offer = offer;
    this.whisper = whisper;
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
          Workspace.REFUSAL);
      return Workspace.REFUSAL;
    }
    String[] words = Optional.ofNullable(command.getText()).orElse("").strip().split("\\s+", 2);
    String rest = words.length > 1 ? words[1].strip() : "";
    return switch (Typed.id(words[0])) {
      case "help" -> help(command.getCommand());
      case "list" -> limited(sender.get(), Kind.ASKING, () -> list(sender.get(), rest, command));
      case "status" -> status(sender.get());
      case "return" ->
          limited(sender.get(), Kind.ENDING, () -> giveBack(sender.get(), Typed.id(rest), command));
      case "revoke" ->
          limited(sender.get(), Kind.ENDING, () -> revoking.command(sender.get(), rest, command));
      default -> limited(sender.get(), Kind.ASKING, () -> ask(sender.get(), words[0], command));
    };
  }

  private String limited(ChatUser user, Kind kind, Supplier<String> answer) {
    return limiter.refusal(user.userId(), kind).orElseGet(answer);
  }

  private String ask(ChatUser user, String wish, SlashCommandPayload command) {
    Thread.startVirtualThread(
        () -> forms.ask(user, command.getTriggerId(), wish, ReplyTo.of(command)));
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
        .formatted(Text.escape(command));
  }

  private String list(ChatUser user, String words, SlashCommandPayload command) {
    Thread.startVirtualThread(
        () ->
            whisper.tell(ReplyTo.of(command), listed(offer.to(user), words, command.getCommand())));
    return "One moment…";
  }

  private static String listed(Offered offered, String words, String command) {
    return switch (offered) {
      case Offered.Nothing(String why) -> Text.literal(why);
      case Offered.These(List<Entitlement> entitlements) -> {
        List<Entitlement> matching =
            entitlements.stream().filter(one -> matches(one, words)).toList();
        if (matching.isEmpty()) {
          yield "Nothing you can request matches `%s`. `%s list` shows everything."
              .formatted(Text.escape(words), Text.escape(command));
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
    return Stream.of(words.split("\\s+")).map(Typed::id).allMatch(text::contains);
  }

  private static String listed(Entitlement one, int most, String command) {
    AwsAccess opens = one.opens();
    boolean single = opens.targets().size() == 1;
    String line =
        "• *%s* `%s` · %s · up to %s"
            .formatted(
                Text.escape(one.name()),
                one.id(),
                single ? AccessText.summary(opens) : AccessText.count(opens),
                Text.words(one.policy().durations().getLast()));
    if (!single) {
      line += "\n" + AccessText.lines(opens, most).indent(4).stripTrailing();
      line +=
          opens.targets().size() > most
              ? "\n    `%s%s %s` shows all of them"
                  .formatted(Text.escape(command), most == ALONE ? "" : " list", one.id())
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
                  Text.escape(grant.entitlementName()), grant.entitlement(), standing(grant)));
    }
    for (AccessRequest request : requests.pendingOf(person.id())) {
      lines.add(
          "• *%s* for %s · waits for a decision since %s"
              .formatted(
                  Text.escape(request.entitlementName()),
                  Text.words(request.duration()),
                  Text.time(request.askedAt())));
    }
    return lines;
  }

  private static String standing(Grant grant) {
    return switch (grant.state()) {
      case GrantState.Provisioning _ -> "is being added in Entra";
      case GrantState.Syncing _ -> "is in Entra and on its way to AWS";
      case GrantState.Live(_, Instant endsAt) -> "live until " + Text.time(endsAt);
      case GrantState.Revoking _, GrantState.Clearing _ -> "is being taken away";
      case GrantState.Ended _ -> "has ended";
    };
  }

  private String giveBack(ChatUser user, String which, SlashCommandPayload command) {
    List<Grant> held =
        persons
            .linkedTo(user)
            .map(person -> grants.openOf(person.id()))
            .orElseGet(List::of)
            .stream()
            .filter(Commands::canBeGivenBack)
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
        "command:" + command.getTriggerId(), user, Optional.empty(), new Wish.GiveBack(grant.id()));
    return "Giving back *%s*; you hear from me when AWS no longer shows it."
        .formatted(Text.escape(grant.entitlementName()));
  }

  private static boolean canBeGivenBack(Grant grant) {
    return switch (grant.state()) {
      case GrantState.Provisioning _, GrantState.Syncing _, GrantState.Live _ -> true;
      case GrantState.Revoking _, GrantState.Clearing _, GrantState.Ended _ -> false;
    };
  }
}
