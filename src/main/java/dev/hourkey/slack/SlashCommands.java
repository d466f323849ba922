package dev.hourkey.slack;

import com.slack.api.app_backend.slash_commands.payload.SlashCommandPayload;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.person.ChatUser;
import dev.hourkey.request.ActionRateLimiter;
import dev.hourkey.request.ActionRateLimiter.Kind;
import dev.hourkey.request.SubmissionCommand;
import dev.hourkey.request.Submissions;
import dev.hourkey.slack.EligibilityLookup.Offered;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** The slash command. Work that needs a vendor is done after Slack has its answer. */
@ApplicationScoped
class SlashCommands {
  /** The longest reason for a pause, in characters. Everybody who requests access then reads it. */
  private static final int LONGEST_REASON = 300;

  private final WorkspaceGuard workspace;
  private final RequestDialog requests;
  private final Catalog catalog;
  private final EntitlementChoices choices;
  private final CommandSuggestions suggestions;
  private final HolderList holders;
  private final CliConfig cliConfig;
  private final EphemeralMessages ephemeral;
  private final MessageDetailsLoader details;
  private final Submissions submissions;
  private final RevocationDialog revocation;
  private final OperationsStatus operations;
  private final ExtensionDialog extension;
  private final RefusalRecorder refusals;
  private final ActionRateLimiter limiter;

  SlashCommands(
      WorkspaceGuard workspace,
      RequestDialog requests,
      Catalog catalog,
      EntitlementChoices choices,
      CommandSuggestions suggestions,
      HolderList holders,
      CliConfig cliConfig,
      EphemeralMessages ephemeral,
      MessageDetailsLoader details,
      Submissions submissions,
      RevocationDialog revocation,
      OperationsStatus operations,
      ExtensionDialog extension,
      RefusalRecorder refusals,
      ActionRateLimiter limiter) {
    this.workspace = workspace;
    this.requests = requests;
    this.catalog = catalog;
    this.choices = choices;
    this.suggestions = suggestions;
    this.holders = holders;
    this.cliConfig = cliConfig;
    this.ephemeral = ephemeral;
    this.details = details;
    this.submissions = submissions;
    this.revocation = revocation;
    this.operations = operations;
    this.extension = extension;
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
    ChatUser user = sender.get();
    return switch (CommandWords.id(words[0])) {
      case "help" -> CommandMessages.help(command.getCommand());
      case "list" -> limited(user, Kind.REQUESTING, () -> list(user, rest, command));
      case "status" -> limited(user, Kind.OPENING, () -> status(user, command));
      case "extend" ->
          limited(
              user, Kind.REQUESTING, () -> extension.command(user, CommandWords.id(rest), command));
      case "end", "return" ->
          limited(user, Kind.ENDING, () -> endEarly(user, CommandWords.id(rest), command));
      case "cancel" ->
          limited(user, Kind.ENDING, () -> cancel(user, CommandWords.id(rest), command));
      case "config" -> limited(user, Kind.REQUESTING, () -> config(user, command));
      case "who" -> limited(user, Kind.REQUESTING, () -> who(user, CommandWords.id(rest), command));
      case "revoke" -> limited(user, Kind.ENDING, () -> revoke(user, rest, command));
      case "pause" -> limited(user, Kind.ENDING, () -> granting(user, true, rest, command));
      case "resume" -> limited(user, Kind.ENDING, () -> granting(user, false, rest, command));
      default -> limited(user, Kind.REQUESTING, () -> request(user, words[0], command));
    };
  }

  private String limited(ChatUser user, Kind kind, Supplier<String> answer) {
    return limiter.refusal(user.userId(), kind).orElseGet(answer);
  }

  /**
   * Submits a request that is complete. Otherwise opens the form, or makes a suggestion if a word
   * names nothing.
   */
  private String request(ChatUser user, String word, SlashCommandPayload command) {
    String text = Optional.ofNullable(command.getText()).orElse("");
    CatalogSnapshot known = catalog.current();
    TypedRequest typed = TypedRequest.of(text, TypedRequest.Vocabulary.ofIds(known));
    Optional<SubmissionCommand.NewRequest> complete = SubmittedRequest.byCommand(typed, known);
    if (complete.isPresent()) {
      submissions.take(
          key(command), user, Optional.ofNullable(command.getChannelId()), complete.get());
      return "";
    }
    Optional<String> instead =
        typed.ids().isEmpty() ? suggestions.suggestionFor(user, word, command) : Optional.empty();
    if (instead.isEmpty()) {
      ReplyTo to = ReplyTo.of(command);
      ephemeral.afterwards(to, () -> requests.open(user, command.getTriggerId(), text, to));
    }
    return instead.orElse("");
  }

  private String list(ChatUser user, String words, SlashCommandPayload command) {
    ReplyTo to = ReplyTo.of(command);
    ephemeral.afterwards(
        to, () -> ephemeral.tell(to, listed(choices.lookUp(user), words, command.getCommand())));
    return "One moment…";
  }

  private String listed(Offered offered, String words, String command) {
    return switch (offered) {
      case Offered.Nothing(Sentence why) -> why.mrkdwn();
      case Offered.Unknown(Sentence why) -> why.mrkdwn();
      case Offered.Choices(List<Entitlement> entitlements, _) -> {
        String typed = CommandWords.ids(words);
        yield CommandMessages.list(
            EntitlementChoices.matching(entitlements, typed),
            choices.bundles(entitlements, typed),
            words,
            command);
      }
    };
  }

  private String config(ChatUser user, SlashCommandPayload command) {
    ReplyTo to = ReplyTo.of(command);
    ephemeral.afterwards(to, () -> ephemeral.tell(to, cliConfig.send(user)));
    return "One moment…";
  }

  private String who(ChatUser user, String entitlement, SlashCommandPayload command) {
    if (entitlement.isEmpty()) {
      return CommandMessages.ambiguous(command.getCommand() + " who", List.of("ID"));
    }
    ReplyTo to = ReplyTo.of(command);
    ephemeral.afterwards(
        to, () -> ephemeral.tell(to, holders.of(user, entitlement, command.getCommand())));
    return "One moment…";
  }

  private String revoke(ChatUser user, String words, SlashCommandPayload command) {
    ephemeral.afterwards(ReplyTo.of(command), () -> revocation.command(user, words, command));
    return ""; // The same answer for everybody, whether or not the access exists.
  }

  private String status(ChatUser user, SlashCommandPayload command) {
    operations.later(user, ReplyTo.of(command));
    return CommandMessages.status(details.openOf(user), details.pendingInvolving(user));
  }

  private String endEarly(ChatUser user, String which, SlashCommandPayload command) {
    List<GrantDetails> mine = details.openOf(user).stream().filter(GrantDetails::endable).toList();
    if (mine.isEmpty()) {
      return "You have no access to end.";
    }
    List<GrantDetails> named = named(mine, which, GrantDetails::entitlement, GrantDetails::id);
    if (named.size() != 1) {
      return CommandMessages.ambiguous(
          command.getCommand() + " end", mine.stream().map(GrantDetails::entitlement).toList());
    }
    take(user, command, new SubmissionCommand.EndEarly(named.getFirst().id()));
    return CommandMessages.ending(named.getFirst());
  }

  private String cancel(ChatUser user, String which, SlashCommandPayload command) {
    List<RequestDetails> all = details.pendingOf(user);
    if (all.isEmpty()) {
      return "You have no open request to cancel.";
    }
    List<RequestDetails> named = named(all, which, RequestDetails::entitlement, RequestDetails::id);
    if (named.size() != 1) {
      return CommandMessages.ambiguous(
          command.getCommand() + " cancel", all.stream().map(RequestDetails::entitlement).toList());
    }
    take(user, command, new SubmissionCommand.Cancel(named.getFirst().id()));
    return CommandMessages.cancelling(named.getFirst());
  }

  /** Returns the items with this entitlement or id, or all of them if none is named. */
  private static <T> List<T> named(
      List<T> all, String which, Function<T, String> entitlement, Function<T, UUID> id) {
    return all.stream()
        .filter(
            one ->
                which.isEmpty()
                    || entitlement.apply(one).equalsIgnoreCase(which)
                    || id.apply(one).toString().equals(which))
        .toList();
  }

  /** Pauses granting or resumes it; whether this person may is decided later. */
  private String granting(
      ChatUser user, boolean paused, String reason, SlashCommandPayload command) {
    String why = SlackText.cut(CommandWords.unquoted(CommandWords.typed(reason)), LONGEST_REASON);
    if (why.isEmpty()) {
      return CommandMessages.reasonMissing(command.getCommand(), paused);
    }
    take(user, command, new SubmissionCommand.SwitchGranting(paused, why));
    return CommandMessages.switching(paused);
  }

  private void take(ChatUser user, SlashCommandPayload command, SubmissionCommand given) {
    submissions.take(key(command), user, Optional.empty(), given);
  }

  private static String key(SlashCommandPayload command) {
    return "command:" + command.getTriggerId();
  }
}
