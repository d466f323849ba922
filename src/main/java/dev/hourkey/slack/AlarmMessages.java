package dev.hourkey.slack;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.grant.AwsPresence;
import dev.hourkey.grant.CredentialHealth;
import dev.hourkey.grant.DatabaseRestore;
import dev.hourkey.grant.DriftDetector;
import dev.hourkey.grant.DriftFinding;
import dev.hourkey.grant.DriftFindings;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantState;
import dev.hourkey.grant.Grants;
import dev.hourkey.grant.ScimJobMonitor;
import dev.hourkey.grant.StandingMembershipCheck;
import dev.hourkey.person.CredentialWatch.Vendor;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Draws what operators hear in their channel, from the rows as they are. */
@ApplicationScoped
class AlarmMessages {
  private static final int MOST_NAMES = 10;

  private final Grants grants;
  private final ScimJobMonitor scimJob;
  private final CredentialHealth credentials;
  private final DriftFindings differences;
  private final StandingMembershipCheck standing;
  private final Persons persons;
  private final Catalog catalog;
  private final CatalogAlarm catalogAlarm;
  private final Clock clock;

  AlarmMessages(
      Grants grants,
      ScimJobMonitor scimJob,
      CredentialHealth credentials,
      DriftFindings differences,
      StandingMembershipCheck standing,
      Persons persons,
      Catalog catalog,
      CatalogAlarm catalogAlarm,
      Clock clock) {
    this.grants = grants;
    this.scimJob = scimJob;
    this.credentials = credentials;
    this.differences = differences;
    this.standing = standing;
    this.persons = persons;
    this.catalog = catalog;
    this.catalogAlarm = catalogAlarm;
    this.clock = clock;
  }

  /** Whether there is somewhere to say it. */
  boolean canBeHeard() {
    return catalog.current().operationsChannel().isPresent();
  }

  Optional<SlackMessage> overdue(UUID grant) {
    return channel().flatMap(to -> grants.find(grant).map(found -> overdue(found, to)));
  }

  private SlackMessage overdue(Grant grant, String channel) {
    Optional<Person> holder = persons.find(grant.holder());
    String text =
        "The end of %s for %s is overdue since %s (grant %s). %s"
            .formatted(
                SlackText.clean(grant.entitlementName()),
                holder.map(Person::name).map(SlackText::clean).orElse(grant.holder().value()),
                SlackText.plainTime(grant.dueAt()),
                grant.id(),
                where(grant, SlackText::plainTime));
    return new SlackMessage(
        channel,
        text,
        List.of(
            Blocks.section(
                ":rotating_light: *Overdue:* %s for %s should have ended %s. %s"
                    .formatted(
                        SlackText.escape(grant.entitlementName()),
                        RequestMessages.mention(holder),
                        SlackText.time(grant.dueAt()),
                        where(grant, SlackText::time))),
            Blocks.context(
                "grant " + grant.id() + " · group " + SlackText.escape(grant.group().name()))));
  }

  private static String where(Grant grant, Function<Instant, String> time) {
    return switch (grant.state()) {
      case GrantState.Clearing _ -> "It is out of the Entra group, and " + inAws(grant, time);
      case GrantState.Ended _ -> "It has ended since.";
      case GrantState.Provisioning _, GrantState.Syncing _, GrantState.Live _, GrantState.Revoking _
          when grant.waitsForItsTurn() ->
          "It waits for its turn: Entra is throttling, and takes 20 removals a second.";
      case GrantState.Provisioning _,
          GrantState.Syncing _,
          GrantState.Live _,
          GrantState.Revoking _ ->
          "Entra has not taken the removal yet%s. Hourkey keeps retrying."
              .formatted(
                  grant
                      .trouble()
                      .map(trouble -> ": " + SlackText.literal(trouble))
                      .orElse(". Check Hourkey's permission on the group"));
    };
  }

  /** Says only what was seen: AWS may not have answered, or may not have been asked yet. */
  private static String inAws(Grant grant, Function<Instant, String> time) {
    String advice =
        grant.awsPresence() == AwsPresence.UNKNOWN
            ? "Check Hourkey's access to AWS"
            : "Check the SCIM job of the AWS application";
    return "%s (since %s). %s. Hourkey keeps retrying."
        .formatted(grant.awsPresence().words(), time.apply(grant.awsPresenceSince()), advice);
  }

  Optional<SlackMessage> manyOverdue() {
    Instant now = clock.instant();
    Grants.Overdue overdue = grants.overdue(now);
    String said =
        "%d ends are overdue at once, the oldest by %s. Hourkey keeps retrying all of them, without a message for each."
            .formatted(overdue.count(), SlackText.words(overdue.longest()));
    return channel()
        .map(
            to ->
                new SlackMessage(
                    to,
                    said,
                    List.of(
                        Blocks.section(":rotating_light: *Overdue:* " + said),
                        Blocks.context(
                            "As of "
                                + SlackText.time(now)
                                + " · each is in the log and in the audit trail; `hourkey_revocations_overdue` counts them"))));
  }

  Optional<SlackMessage> accessReturned(UUID grant) {
    return channel().flatMap(to -> grants.find(grant).map(found -> accessReturned(found, to)));
  }

  private SlackMessage accessReturned(Grant grant, String channel) {
    String what =
        "AWS showed %s in %s again after the access had ended: a synchronization cycle exported an outdated membership."
            .formatted(name(grant), grant.group().name());
    String now =
        grant.state() instanceof GrantState.Ended(_, Instant at)
            ? "Removed again; confirmed in Entra and AWS " + SlackText.time(at) + "."
            : "Hourkey is removing it again and keeps retrying.";
    return new SlackMessage(
        channel,
        SlackText.clean(what),
        List.of(
            Blocks.section(
                ":rotating_light: *Access came back.* " + SlackText.escape(what) + " " + now),
            Blocks.context("grant " + grant.id() + " · group id " + grant.group().id())));
  }

  Optional<SlackMessage> groupGone(UUID grant) {
    return channel().flatMap(to -> grants.find(grant).map(found -> groupGone(found, to)));
  }

  private SlackMessage groupGone(Grant grant, String channel) {
    String said =
        "The Entra group %s is gone while %s was in it by Hourkey's doing. Should it be restored, I take the member out again."
            .formatted(grant.group().name(), name(grant));
    return new SlackMessage(
        channel,
        SlackText.clean(said),
        List.of(
            Blocks.section(":rotating_light: *Group gone.* " + SlackText.escape(said)),
            Blocks.context("grant " + grant.id() + " · group id " + grant.group().id())));
  }

  Optional<SlackMessage> jobStopped(UUID incident) {
    return channel().map(to -> jobStopped(incident, to));
  }

  private SlackMessage jobStopped(UUID incident, String channel) {
    return scimJob
        .stopped()
        .filter(stop -> stop.incident().equals(incident))
        .map(
            stop ->
                new SlackMessage(
                    channel,
                    "Nothing reaches AWS: " + SlackText.clean(stop.why()) + ".",
                    List.of(
                        Blocks.section(
                            ":rotating_light: *Nothing reaches AWS*, neither grants nor their ends, since %s: %s."
                                .formatted(
                                    SlackText.time(stop.since()), SlackText.escape(stop.why()))),
                        Blocks.context(
                            "Entra → Enterprise applications → the AWS application → Provisioning. A SCIM token of AWS lives for a year. I go on looking."))))
        .orElseGet(
            () ->
                new SlackMessage(
                    channel,
                    "Entra's provisioning job for AWS runs again.",
                    List.of(
                        Blocks.section(
                            ":white_check_mark: Entra's provisioning job for AWS runs again."))));
  }

  Optional<SlackMessage> jobUnseen(UUID incident) {
    return channel().map(to -> jobUnseen(incident, to));
  }

  private SlackMessage jobUnseen(UUID incident, String channel) {
    return scimJob
        .unseen()
        .filter(unseen -> unseen.incident().equals(incident))
        .map(
            unseen ->
                alarm(
                    channel,
                    "Hourkey can't see Entra's provisioning job for AWS",
                    unseen.since(),
                    unseen.why(),
                    "Until it can, Hourkey can't warn you when the job stops, and changes may wait for its"
                        + " regular cycle of about 40 minutes. For what to check, see docs/install.md,"
                        + " 4.4 and 4.6. If you left out the permission on the job on purpose, ignore"
                        + " this message."))
        .orElseGet(() -> over(channel, "Hourkey can see Entra's provisioning job for AWS again."));
  }

  Optional<SlackMessage> credentials(UUID incident) {
    return channel().map(to -> credentials(incident, to));
  }

  private SlackMessage credentials(UUID incident, String channel) {
    return credentials
        .trouble(incident)
        .map(
            trouble ->
                alarm(
                    channel,
                    "Hourkey's credentials for " + name(trouble.vendor()) + " don't work",
                    trouble.since(),
                    trouble.why(),
                    consequence(trouble.vendor())
                        + " Hourkey keeps trying, and everything that waits continues by itself. To set"
                        + " up the credentials, see docs/install.md, "
                        + installStep(trouble.vendor())
                        + "."))
        .orElseGet(() -> over(channel, "Hourkey's credentials work again."));
  }

  Optional<SlackMessage> catalogTrouble(UUID incident) {
    return channel().flatMap(to -> catalogAlarm.drawn(incident, to));
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
          "Until they work, Hourkey still removes access in Entra, but it can't see whether AWS follows,"
              + " and it grants no new access.";
    };
  }

  private static String installStep(Vendor vendor) {
    return switch (vendor) {
      case ENTRA -> "4.5";
      case AWS -> "5";
    };
  }

  private static SlackMessage alarm(
      String channel, String what, Instant since, String why, String advice) {
    return new SlackMessage(
        channel,
        what + ": " + SlackText.clean(why) + ".",
        List.of(
            Blocks.section(
                ":rotating_light: *%s* (since %s): %s."
                    .formatted(what, SlackText.time(since), SlackText.escape(why))),
            Blocks.context(advice)));
  }

  private static SlackMessage over(String channel, String what) {
    return new SlackMessage(channel, what, List.of(Blocks.section(":white_check_mark: " + what)));
  }

  Optional<SlackMessage> drift(UUID report) {
    List<DriftFinding> found = differences.report(report);
    return found.isEmpty() ? Optional.empty() : channel().map(to -> drift(found, to));
  }

  private SlackMessage drift(List<DriftFinding> found, String channel) {
    DriftFinding first = found.getFirst();
    String where = what(first.kind()) + " *" + SlackText.escape(first.group().name()) + "*";
    List<String> lines =
        found.stream().limit(MOST_NAMES).map(this::line).collect(Collectors.toList());
    if (found.size() > MOST_NAMES) {
      lines.add("and " + (found.size() - MOST_NAMES) + " more");
    }
    boolean over = found.stream().allMatch(one -> one.resolvedAt().isPresent());
    return new SlackMessage(
        channel,
        SlackText.clean(what(first.kind()) + " " + first.group().name()),
        List.of(
            Blocks.section(
                (over ? ":white_circle: " : icon(first.kind()))
                    + where
                    + "\n"
                    + String.join("\n", lines)),
            Blocks.context(
                over ? "Resolved." : unwatched(found).orElseGet(() -> advice(first.kind())))));
  }

  private static String icon(DriftDetector.Kind kind) {
    return switch (kind) {
      case UNAPPROVED_MEMBER, MISSING_IN_AWS, LEFT_IN_AWS -> ":mag: ";
      case UNEXPLAINED -> ":rotating_light: ";
    };
  }

  private static Optional<String> unwatched(List<DriftFinding> found) {
    return found.stream()
        .flatMap(one -> one.unwatchedSince().stream())
        .min(Instant::compareTo)
        .map(
            since ->
                ":warning: Not compared since "
                    + SlackText.time(since)
                    + ": the finding may be out of date. The log says why the group could not be compared.");
  }

  private String line(DriftFinding one) {
    String who =
        persons
            .find(new PersonId(one.member()))
            .filter(
                _ ->
                    one.kind()
                        != DriftDetector.Kind.UNEXPLAINED) // The command takes the user name.
            .map(Person::name)
            .map(SlackText::escape)
            .orElseGet(() -> SlackText.escape(one.name()));
    String end = one.resolvedAt().map(at -> " · " + end(one) + " " + SlackText.time(at)).orElse("");
    return "• " + who + " · seen since " + SlackText.time(one.firstSeen()) + end;
  }

  private static String end(DriftFinding one) {
    return one.settledAs()
        .map(
            as ->
                switch (as) {
                  case ADOPTED -> "an operator adopted them as a standing member";
                  case REMOVED -> "an operator told Hourkey to remove them";
                })
        .orElse(one.removed() ? "removed" : "gone");
  }

  Optional<SlackMessage> restored(UUID id) {
    return standing
        .lastRestore()
        .filter(restore -> restore.id().equals(id))
        .flatMap(restore -> channel().map(to -> restored(restore, to)));
  }

  private SlackMessage restored(DatabaseRestore restore, String channel) {
    if (restore.settled()) {
      String said = "Hourkey's database was restored. Every member of every group is explained.";
      return new SlackMessage(channel, said, List.of(Blocks.section(":white_check_mark: " + said)));
    }
    List<DriftFinding> unexplained = standing.unexplained();
    String said =
        "Hourkey's database was restored: %s. It was last known to be complete %s; what Hourkey did after that may be missing."
            .formatted(restore.evidence(), SlackText.time(restore.lastKnownAt()));
    String next =
        unexplained.isEmpty()
            ? "Hourkey compares each group with its record before it grants anything through it. So far every member is explained."
            : "%d members are unexplained, in %s. Hourkey grants nothing through these groups until you settle them. Run `hourkey settle` to list them."
                .formatted(
                    unexplained.size(),
                    unexplained.stream()
                        .map(one -> SlackText.escape(one.group().name()))
                        .distinct()
                        .limit(MOST_NAMES)
                        .collect(Collectors.joining(", ")));
    return new SlackMessage(
        channel,
        "Hourkey's database was restored and may be missing grants.",
        List.of(
            Blocks.section(":rotating_light: *Database restored.* " + said),
            Blocks.section(next),
            Blocks.context(
                restore.grantsEnded()
                    + " approved grants that had not been added yet were ended · see operations.md, After a restore")));
  }

  Optional<SlackMessage> standingRecorded() {
    List<StandingMembershipCheck.Baseline> groups = standing.baselines();
    long members = groups.stream().mapToLong(StandingMembershipCheck.Baseline::members).sum();
    String said =
        "Hourkey compared %d groups for the first time and found %d members in them."
            .formatted(groups.size(), members);
    List<String> lines =
        groups.stream()
            .limit(MOST_NAMES)
            .map(one -> "• " + SlackText.escape(one.group()) + ": " + one.members())
            .collect(Collectors.toList());
    if (groups.size() > MOST_NAMES) {
      lines.add("and " + (groups.size() - MOST_NAMES) + " more groups");
    }
    return members == 0
        ? Optional.empty()
        : channel()
            .map(
                to ->
                    new SlackMessage(
                        to,
                        said,
                        List.of(
                            Blocks.section(
                                ":information_source: " + said + "\n" + String.join("\n", lines)),
                            Blocks.context(
                                "They count as standing members, and Hourkey never removes them. If this database replaced another one, check the members: see operations.md, After a restore."))));
  }

  private static String what(DriftDetector.Kind kind) {
    return switch (kind) {
      case UNAPPROVED_MEMBER -> "Members without a grant in Entra's group";
      case MISSING_IN_AWS -> "In Entra, but not in AWS, in group";
      case LEFT_IN_AWS -> "In AWS, but not in Entra, in group";
      case UNEXPLAINED -> "Unexplained members of Entra's group";
    };
  }

  private static String advice(DriftDetector.Kind kind) {
    return switch (kind) {
      case UNAPPROVED_MEMBER ->
          "Nobody approved them here. Take them out in Entra, or give the standing access a group of its own.";
      case MISSING_IN_AWS -> "The SCIM job did not carry them over: look at its provisioning log.";
      case LEFT_IN_AWS ->
          "They still have access. Provision the group on demand, or restart the SCIM job.";
      case UNEXPLAINED ->
          "Hourkey's database was restored from a backup, or may have been. Hourkey grants nothing through this group until you settle each member: run `hourkey settle adopt GROUP PERSON` for a permanent member, `hourkey settle remove GROUP PERSON` otherwise.";
    };
  }

  private String name(Grant grant) {
    return persons.find(grant.holder()).map(Person::name).orElse(grant.holder().value());
  }

  private Optional<String> channel() {
    return catalog.current().operationsChannel();
  }
}
