package dev.hourkey.app;

import dev.hourkey.person.ChatUser;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.IdentityLink;
import dev.hourkey.person.IdentityResolver;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.person.PersonId;
import dev.hourkey.slack.SlackConfig;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/** Links a Slack user to another Entra account, or to none, on an operator's command. */
@Dependent
@Unremovable // Only the command line looks it up.
class RelinkCommand implements QuarkusApplication {
  private static final Pattern SLACK_USER = Pattern.compile("[UW][A-Z0-9]{2,}");
  private static final Pattern OBJECT_ID =
      Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

  /**
   * What to change.
   *
   * @param person an Entra object id, user principal name or e-mail address; empty to remove the
   *     link
   */
  record Command(String slackUser, Optional<String> person, String by) {}

  private static volatile Command command = new Command("", Optional.empty(), "");

  private final IdentityResolver identities;
  private final PersonDirectory people;
  private final SlackConfig slack;
  private final DatabaseClock clock;
  private final DataSource database;

  @Inject
  RelinkCommand(
      IdentityResolver identities,
      PersonDirectory people,
      SlackConfig slack,
      DatabaseClock clock,
      DataSource database) {
    this.identities = identities;
    this.people = people;
    this.slack = slack;
    this.clock = clock;
    this.database = database;
  }

  /** Starts only what the command needs; returns the exit code. */
  static int start(Command requested) {
    command = requested;
    return StandaloneRunner.run(RelinkCommand.class);
  }

  @Override
  public int run(String... args) {
    clock.synchronise(database);
    return relink(command);
  }

  /** Returns the exit code: 1 when nothing was changed. */
  int relink(Command requested) {
    if (!SLACK_USER.matcher(requested.slackUser()).matches()) {
      return refuse(
          "'%s' is not the id of a Slack user; in Slack, open the person's profile and choose 'Copy member ID' (U…)."
              .formatted(requested.slackUser()));
    }
    if (!slack.teamId().startsWith("T")) {
      return refuse("Set hourkey.slack.team-id (HOURKEY_SLACK_TEAM_ID), as for the service.");
    }
    ChatUser user = new ChatUser(slack.teamId(), requested.slackUser());
    return requested.person().isPresent()
        ? link(user, requested.person().get(), requested.by())
        : unlink(user, requested.by());
  }

  private int unlink(ChatUser user, String by) {
    Optional<Person> before = identities.unlink(user, by);
    if (before.isEmpty()) {
      return refuse(user.userId() + " is not linked to anybody.");
    }
    System.out.printf(
        "%s is no longer linked to %s (%s). At the next contact Hourkey looks for the Entra account with the address that Slack shows.%n",
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
          "%s Entra account is called '%s'; name one by its object id."
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
                    "%s is linked to %s already.%n", user.userId(), described(account)));
    return 0;
  }

  private List<EntraAccount> accounts(String person) {
    return OBJECT_ID.matcher(person).matches()
        ? people.account(new PersonId(person.toLowerCase(Locale.ROOT))).stream().toList()
        : people.withMail(person.toLowerCase(Locale.ROOT));
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
                    "The account was linked to %s before, who is linked to nobody now.%n",
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
