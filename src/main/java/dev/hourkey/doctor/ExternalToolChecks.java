package dev.hourkey.doctor;

import dev.hourkey.catalog.ExternalTools;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.policy.OnCallSchedule;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Checks that the on-call and ticket tools answer the questions that the policy file needs. */
public final class ExternalToolChecks {
  private final ToolDiagnostics tools;
  private final ExternalTools named;
  private final Optional<PersonDirectory> people;

  /**
   * @param named the tools of the policy file
   * @param people empty if Entra can't be queried
   */
  public ExternalToolChecks(
      ToolDiagnostics tools, ExternalTools named, Optional<PersonDirectory> people) {
    this.tools = tools;
    this.named = named;
    this.people = people;
  }

  public List<Finding> findings() {
    Checks checks = new Checks(Area.TOOLS);
    new TreeMap<>(named.onCall()).forEach((name, schedule) -> onCall(checks, name, schedule));
    new TreeSet<>(named.jiraProjects()).forEach(key -> project(checks, key));
    if (checks.findings().isEmpty()) {
      checks.add(Finding.ok(Area.TOOLS, "Read which tools the policy file names", "None."));
    }
    return checks.findings();
  }

  private void onCall(Checks checks, String name, OnCallSchedule schedule) {
    if (schedule.tool() == OnCallSchedule.Tool.CHAT_GROUP) {
      return; // The checks of the chat look for its groups.
    }
    String tried = "Ask %s who is on call for '%s'".formatted(schedule.tool().label(), name);
    checks
        .askAll(
            tried,
            () -> tools.onCall(schedule),
            mails -> List.of(onCall(tried, mails)),
            failure -> failed(tried, failure))
        .ifPresent(mails -> people.ifPresent(entra -> accounts(checks, name, mails, entra)));
  }

  /** Looks the addresses up in Entra, as Hourkey does when somebody on call decides. */
  private static void accounts(
      Checks checks, String name, Set<String> mails, PersonDirectory entra) {
    for (String mail : new TreeSet<>(mails)) {
      String tried = "Look in Entra for %s, who is on call for '%s'".formatted(mail, name);
      var answer =
          checks.askAll(
              tried, () -> entra.withMail(mail), found -> account(tried, found).stream().toList());
      if (answer.isEmpty()) {
        return; // Entra would not answer for the others either.
      }
    }
  }

  static Optional<Finding> account(String tried, List<EntraAccount> found) {
    if (EntraAccount.onlyEnabled(found).isPresent()) {
      return Optional.empty();
    }
    if (found.isEmpty()) {
      return Optional.of(
          Finding.note(
              Area.TOOLS,
              tried,
              "No account has this address, so Hourkey can't tell who is on call.",
              "Give the person the same address in the on-call tool and in Entra: as mail, as user"
                  + " principal name or among proxyAddresses."));
    }
    if (found.stream().anyMatch(EntraAccount::enabled)) {
      return Optional.of(
          Finding.note(
              Area.TOOLS,
              tried,
              "Several enabled accounts have this address, so Hourkey can't tell which of them is on"
                  + " call.",
              "Let only one of them keep the address: as mail, as user principal name and among"
                  + " proxyAddresses."));
    }
    return Optional.of(
        found.stream().allMatch(one -> one.status() == EntraAccount.Status.DISABLED)
            ? Finding.note(
                Area.TOOLS,
                tried,
                "The account with this address is disabled, so this person counts as not on call.",
                "Put somebody else on call, or enable the account.")
            : Finding.unknown(
                Area.TOOLS,
                tried,
                "Entra does not show whether the account with this address is enabled.",
                "Follow the advice of the finding about reading people."));
  }

  static Finding onCall(String tried, Set<String> mails) {
    return mails.isEmpty()
        ? Finding.note(
            Area.TOOLS,
            tried,
            "Nobody is on call at the moment.",
            "If somebody should be, compare the id in the policy file with the tool's schedules.")
        : Finding.ok(Area.TOOLS, tried, String.join(", ", new TreeSet<>(mails)) + ".");
  }

  private void project(Checks checks, String key) {
    String tried = "Read the Jira project " + key;
    var _ =
        checks.askAll(
            tried,
            () -> {
              tools.ticketProject(key);
              return true;
            },
            _ -> List.of(Finding.ok(Area.TOOLS, tried, "It exists.")),
            failure -> failed(tried, failure));
  }

  private static Finding failed(String tried, DirectoryFailure failure) {
    Finding finding = Finding.failed(Area.TOOLS, tried, failure);
    return failure.lasting()
        ? finding.advise("Correct the setting, or what the policy file names.")
        : finding;
  }
}
