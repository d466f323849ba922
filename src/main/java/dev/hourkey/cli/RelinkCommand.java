package dev.hourkey.cli;

import dev.hourkey.person.ChatUser;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.IdentityLink;
import dev.hourkey.person.IdentityLinker;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.person.PersonId;
import dev.hourkey.slack.SlackConfig;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.Dependent;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code hourkey relink}: corrects the link of a Slack user to the wrong Entra account. */
@Dependent
@Unremovable // Only the command line looks it up.
class RelinkCommand {
  private static final Pattern SLACK_USER = Pattern.compile("[UW][A-Z0-9]{2,}");
  private static final Pattern OBJECT_ID =
      Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

  private final IdentityLinker identities;
  private final PersonDirectory people;
  private final SlackConfig slack;

  RelinkCommand(IdentityLinker identities, PersonDirectory people, SlackConfig slack) {
    this.identities = identities;
    this.people = people;
    this.slack = slack;
  }

  @Command(
      name = "relink",
      header = "Links a Slack user to an Entra account.",
      description = {
        "Links a Slack user to an Entra account and removes the earlier links of both. Without",
        "PERSON it only removes the link of the Slack user; a new one is made by e-mail address",
        "when they next use Hourkey. Exits with 0 when done, 1 when nothing was changed, 78 for",
        "bad settings."
      })
  static final class Arguments implements Callable<Integer> {
    @Parameters(
        index = "0",
        paramLabel = "SLACK_USER",
        description = "The Slack user's member id (U…).")
    String slackUser = "";

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "PERSON",
        description = "The Entra account: object id, user principal name or e-mail address.")
    Optional<String> person = Optional.empty();

    @Mixin OperatorOption operator = new OperatorOption();

    @Override
    public Integer call() {
      return StandaloneRunner.run(RelinkCommand.class, command -> command.relink(this));
    }
  }

  /** Returns the exit code: 1 when nothing was changed. */
  int relink(Arguments given) {
    if (!SLACK_USER.matcher(given.slackUser).matches()) {
      return refuse(
          "'%s' is not the id of a Slack user; in Slack, open the person's profile and choose 'Copy member ID' (U…)."
              .formatted(given.slackUser));
    }
    if (!slack.teamId().startsWith("T")) {
      return refuse("Set hourkey.slack.team-id (HOURKEY_SLACK_TEAM_ID), as for the service.");
    }
    ChatUser user = new ChatUser(slack.teamId(), given.slackUser);
    return given.person.isPresent()
        ? link(user, given.person.get(), given.operator.name())
        : unlink(user, given.operator.name());
  }

  private int unlink(ChatUser user, String by) {
    Optional<Person> before = identities.unlink(user, by);
    if (before.isEmpty()) {
      return refuse(user.userId() + " is not linked to anybody.");
    }
    System.out.printf(
        "%s is no longer linked to %s (%s). When they next use Hourkey, it looks for the Entra"
            + " account with the address that Slack shows.%n",
        user.userId(), before.get().name(), before.get().principalName());
    return 0;
  }

  private int link(ChatUser user, String person, String by) {
    List<EntraAccount> accounts;
    try {
      accounts = accounts(person);
    } catch (DirectoryFailure failure) {
      return refuse(
          "Entra does not answer, so nothing was changed: %s (%s)."
              .formatted(failure.getMessage(), failure.getCause()));
    }
    if (accounts.size() != 1) {
      return refuse(
          "%s Entra account is named '%s'; give an object id."
              .formatted(accounts.isEmpty() ? "No" : "More than one", person));
    }
    EntraAccount account = accounts.getFirst();
    if (!account.enabled()) {
      return refuse(
          account.status() == EntraAccount.Status.DISABLED
              ? "The Entra account %s is disabled.".formatted(described(account))
              : "Hourkey can't read whether the Entra account %s is enabled; it needs Directory Readers or User.Read.All."
                  .formatted(described(account)));
    }
    identities
        .relink(user, account, by)
        .ifPresentOrElse(
            this::report,
            () ->
                System.out.printf(
                    "%s is already linked to %s.%n", user.userId(), described(account)));
    return 0;
  }

  private List<EntraAccount> accounts(String person) {
    if (OBJECT_ID.matcher(person).matches()) {
      return people.account(new PersonId(person)).stream().toList();
    }
    List<EntraAccount> found = people.withMail(person.toLowerCase(Locale.ROOT));
    return EntraAccount.onlyEnabled(found).map(List::of).orElse(found);
  }

  private void report(IdentityLink link) {
    System.out.printf("%s is linked to %s.%n", link.chat().userId(), described(link.account()));
    link.formerPerson()
        .ifPresent(
            former -> System.out.printf("It was linked to the account %s before.%n", former));
    link.formerChat()
        .ifPresent(
            former ->
                System.out.printf(
                    "The account was linked to %s before, who is no longer linked.%n",
                    former.userId()));
  }

  private static String described(EntraAccount account) {
    return "%s (%s, %s)".formatted(account.name(), account.principalName(), account.id());
  }

  private static int refuse(String why) {
    System.err.println(why);
    return 1;
  }
}
