package dev.hourkey.slack;

import static dev.hourkey.slack.GrantAlarms.alarm;

import dev.hourkey.grant.CredentialHealth;
import dev.hourkey.grant.GrantingSwitch;
import dev.hourkey.person.CredentialListener.Vendor;
import dev.hourkey.request.CatalogIncidents;
import dev.hourkey.request.PolicyChanges;
import dev.hourkey.request.ProvisioningBlockers;
import dev.hourkey.scim.ScimJobService;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What operators read when Hourkey or something that it needs does not work. */
final class ServiceAlarms {
  private ServiceAlarms() {}

  static SlackMessage grantingPaused(GrantingSwitch.Pause pause, PersonMention by, String channel) {
    return alarm(
        channel,
        RunbookLinks.GRANTING_PAUSED,
        Sentence.of(
            ":no_entry: *Granting is paused* ({} by {}): {}. Nothing is granted, approved or"
                + " extended. Access still ends on time.",
            pause.confirmed()
                ? Sentence.of("since {}, confirmed {}", pause.since(), pause.confirmedAt())
                : Sentence.of("since {},", pause.since()),
            by,
            pause.change().reason()),
        Sentence.of(
            "`/aws-access resume REASON` or `hourkey resume` resumes granting. Requests stay open"
                + " until they expire; grants that were approved wait until their deadline."));
  }

  /** Why the alarm about the pause is over. */
  static Sentence grantingResumed(PersonMention by, String reason) {
    return Sentence.of("{} resumed granting: {}.", by, reason);
  }

  static SlackMessage jobStopped(ScimJobService.Stop stop, String channel) {
    return alarm(
        channel,
        RunbookLinks.JOB_STOPPED,
        headline(Sentence.of("Entra→AWS synchronization stopped"), stop.since(), stop.why())
            .then(". New access won't start, and ended access stays in AWS."),
        Sentence.of(
            "Check Entra → Enterprise applications → the AWS application → Provisioning. AWS's"
                + " SCIM token expires after a year. Hourkey keeps checking."));
  }

  static SlackMessage jobUnseen(ScimJobService.Unseen found, String channel) {
    return failing(
        channel,
        RunbookLinks.JOB_UNSEEN,
        Sentence.of("Hourkey can't see Entra's provisioning job for AWS"),
        found.since(),
        found.why(),
        "Until it can, Hourkey can't warn you when the job stops, and changes may wait for its"
            + " regular cycle of about 40 minutes. For what to check, see"
            + " docs/install.md#provisioning. If you left out the permission on the job on purpose,"
            + " ignore this message.");
  }

  static SlackMessage credentials(CredentialHealth.Problem found, String channel) {
    return failing(
        channel,
        RunbookLinks.CREDENTIALS,
        Sentence.of("Hourkey's credentials for {} don't work", name(found.vendor())),
        found.since(),
        found.why(),
        consequence(found.vendor())
            + " Hourkey keeps trying, and everything that waits continues by itself. To set up the"
            + " credentials, see docs/install.md#"
            + heading(found.vendor())
            + ".");
  }

  /** Why the alarm about credentials is over. */
  static Sentence credentialsWork(Vendor vendor) {
    return Sentence.of("Hourkey's credentials for {} work again.", name(vendor));
  }

  private static SlackMessage failing(
      String channel,
      RunbookLinks section,
      Sentence what,
      Instant since,
      String why,
      String advice) {
    return alarm(channel, section, headline(what, since, why).then("."), Sentence.literal(advice));
  }

  static Sentence headline(Sentence what, Instant since, Object why) {
    return Sentence.of(":rotating_light: *{}* (since {}): {}", what, since, why);
  }

  private static String name(Vendor vendor) {
    return switch (vendor) {
      case ENTRA -> "Entra";
      case AWS -> "AWS";
    };
  }

  private static String consequence(Vendor vendor) {
    return switch (vendor) {
      case ENTRA -> "Until they work, Hourkey can neither grant nor remove access.";
      case AWS ->
          "Until they work, Hourkey still removes access in Entra, but it can't see whether AWS"
              + " follows, and it grants no new access.";
    };
  }

  private static String heading(Vendor vendor) {
    return switch (vendor) {
      case ENTRA -> "credential";
      case AWS -> "aws";
    };
  }

  static SlackMessage catalog(CatalogIncidents.Problem trouble, String channel) {
    String what =
        switch (trouble.kind()) {
          case POLICY_FILE -> "The policy file has mistakes";
          case ENTRA -> "Hourkey can't read from Entra what the policy file names";
          case AWS -> "Hourkey can't read from AWS what groups open";
          case CHAT -> "Hourkey can't look up people in Slack";
          case TOOLS -> "The policy file needs settings that are missing";
        };
    String advice =
        switch (trouble.kind()) {
          case POLICY_FILE ->
              "The last version without mistakes stays in force, if there is one; otherwise nothing"
                  + " can be requested. Access that was granted ends on time. Run `hourkey check`"
                  + " on the file. Hourkey reads it again every minute.";
          case ENTRA, AWS ->
              "Entitlements that cannot be checked can't be requested. Access that was granted ends"
                  + " on time. Hourkey keeps trying.";
          case CHAT ->
              "Until it is fixed, some or all people can't request or decide. Access that was"
                  + " granted ends on time.";
          case TOOLS ->
              "Until they are set, it is unknown who is on call and which tickets are open, and"
                  + " nobody can decide with a sign-in. Requests that depend on that"
                  + " wait. Access that was granted ends on time.";
        };
    RunbookLinks section =
        switch (trouble.kind()) {
          case POLICY_FILE -> RunbookLinks.POLICY_FILE;
          case ENTRA, AWS, CHAT -> RunbookLinks.VENDOR;
          case TOOLS -> RunbookLinks.TOOLS;
        };
    return alarm(
        channel,
        section,
        headline(Sentence.literal(what), trouble.since(), Sentence.literal(trouble.why())),
        Sentence.literal(advice));
  }

  /** Why the alarm about the catalog is over. */
  static Sentence catalogOver(CatalogIncidents.Kind kind) {
    return Sentence.of(
        switch (kind) {
          case POLICY_FILE -> "The policy file has no mistakes any more and is in force.";
          case ENTRA -> "Entra answers again.";
          case AWS -> "AWS answers again.";
          case CHAT -> "Slack answers again.";
          case TOOLS -> "Hourkey has all settings that the policy file needs.";
        });
  }

  static SlackMessage requestsBlocked(
      ProvisioningBlockers.Alerted told, Instant since, String channel) {
    return alarm(
        channel,
        RunbookLinks.REQUESTS_BLOCKED,
        headline(Sentence.of("Requests are refused until you fix this"), since, told.what())
            .then("."),
        Sentence.of(
            "There is one message, no matter how many requests are refused. It is resolved when a"
                + " request shows that the cause is gone."));
  }

  /** Why the alarm about refused requests is over. */
  static Sentence nothingBlocked(ProvisioningBlockers.Alerted told) {
    return told.removed()
        ? Sentence.of("This no longer affects any entitlement of the policy file: {}.", told.what())
        : Sentence.of("Fixed: {}.", told.what());
  }

  static SlackMessage policyChanged(PolicyChanges.Change change, String channel) {
    Sentence what =
        Sentence.of(
            ":scroll: *Another version of the policy file is in force* (since {}).", change.at());
    Sentence lines =
        Sentence.joined(
            "\n", change.lines().stream().map(line -> Sentence.of("• {}", line)).toList());
    List<Block> blocks = new ArrayList<>(List.of(new Block.Section(what)));
    blocks.addAll(Block.sections(lines.mrkdwn()));
    blocks.add(
        new Block.Context(
            RunbookLinks.POLICY_CHANGED.after(
                Sentence.of(
                    "*widens*: more people may request or approve it, for longer, or with fewer"
                        + " approvals. Pending requests are checked against this version."))));
    return new SlackMessage(channel, what.plain(), blocks);
  }
}
