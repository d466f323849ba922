package dev.hourkey.slack;

import dev.hourkey.drift.DatabaseRestore;
import dev.hourkey.drift.DriftFinding.Kind;
import dev.hourkey.drift.DriftFinding.Settled;
import dev.hourkey.drift.StandingMembershipCheck.Baseline;
import dev.hourkey.text.Counted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What operators read when Entra, AWS and Hourkey's records disagree about members. */
final class DriftAlarms {
  private static final int MAX_LISTED = 10;

  private DriftAlarms() {}

  /**
   * A member in a report of drift.
   *
   * @param removed whether Hourkey removed the member
   * @param settled what an operator decided about the member
   * @param uncomparedSince since when the group could not be compared
   */
  record Finding(
      String member,
      Instant since,
      Optional<Instant> resolvedAt,
      boolean removed,
      Optional<Settled> settled,
      Optional<Instant> uncomparedSince) {}

  /**
   * A report.
   *
   * @param found at least one
   */
  static SlackMessage drift(Kind kind, String group, List<Finding> found, String channel) {
    Sentence title = Sentence.of(icon(kind) + what(kind), group);
    Sentence more =
        found.stream()
            .flatMap(one -> one.uncomparedSince().stream())
            .min(Instant::compareTo)
            .map(
                since ->
                    Sentence.of(
                        ":warning: Not compared since {}: the finding may be out of date. The log"
                            + " says why the group could not be compared.",
                        since))
            .orElseGet(() -> Sentence.of(advice(kind)));
    return new SlackMessage(
        channel,
        title.plain(),
        List.of(
            new Block.Section(title.then("\n").then(lines(found))),
            new Block.Context(section(kind).after(more))));
  }

  private static RunbookLinks section(Kind kind) {
    return switch (kind) {
      case UNAPPROVED_MEMBER -> RunbookLinks.UNAPPROVED_MEMBERS;
      case MISSING_IN_AWS -> RunbookLinks.MISSING_IN_AWS;
      case LEFT_IN_AWS -> RunbookLinks.LEFT_IN_AWS;
      case LOST_ASSIGNMENT -> RunbookLinks.LOST_ASSIGNMENT;
      case UNEXPLAINED -> RunbookLinks.RESTORED;
    };
  }

  /** Why a report is over: how each of its findings ended. */
  static Sentence resolved(Kind kind, String group, List<Finding> found) {
    return Sentence.of(what(kind) + "\n", group).then(lines(found));
  }

  private static Sentence lines(List<Finding> found) {
    return list(found, DriftAlarms::line, "more finding");
  }

  private static String icon(Kind kind) {
    return switch (kind) {
      case UNAPPROVED_MEMBER, MISSING_IN_AWS, LEFT_IN_AWS, LOST_ASSIGNMENT -> ":mag: ";
      case UNEXPLAINED -> ":rotating_light: ";
    };
  }

  private static String what(Kind kind) {
    return switch (kind) {
      case UNAPPROVED_MEMBER -> "Unapproved members in the Entra group *{}*";
      case MISSING_IN_AWS -> "In Entra, but not in AWS: members of *{}*";
      case LEFT_IN_AWS -> "In AWS, but not in Entra: members of *{}*";
      case LOST_ASSIGNMENT -> "Lost in AWS: assignments of *{}* that active grants opened";
      case UNEXPLAINED -> "Unexplained members in the Entra group *{}*";
    };
  }

  private static String advice(Kind kind) {
    return switch (kind) {
      case UNAPPROVED_MEMBER ->
          "They have no grant. Remove them in Entra, or move standing access to a group of its"
              + " own.";
      case MISSING_IN_AWS -> "The SCIM job did not provision them: check its provisioning log.";
      case LEFT_IN_AWS ->
          "They still have access. Provision the group on demand, or restart the SCIM job.";
      case LOST_ASSIGNMENT ->
          "The holders can't use them and have been told. Assign them to the group again in"
              + " Identity Center, or tell the holders to request something else.";
      case UNEXPLAINED ->
          "Hourkey's database was restored from a backup, or may have been. Hourkey grants nothing"
              + " through this group until you settle each member: run `hourkey settle adopt GROUP"
              + " PERSON` for a permanent member, `hourkey settle remove GROUP PERSON` otherwise.";
    };
  }

  private static Sentence line(Finding one) {
    return Sentence.of("• {} · seen since {}", one.member(), one.since())
        .then(
            one.resolvedAt()
                .map(at -> Sentence.of(" · " + end(one) + " {}", at))
                .orElse(Sentence.NOTHING));
  }

  private static String end(Finding one) {
    return one.settled()
        .map(
            as ->
                switch (as) {
                  case ADOPTED ->
                      one.removed()
                          ? "removed, although an operator adopted them meanwhile; add them again"
                              + " in Entra if they should stay"
                          : "an operator adopted them as a standing member";
                  case REMOVED -> "an operator told Hourkey to remove them";
                })
        .orElse(one.removed() ? "removed" : "over");
  }

  /**
   * The database was restored from a backup.
   *
   * @param groups the group of each member that is unexplained
   */
  static SlackMessage restored(DatabaseRestore restore, List<String> groups, String channel) {
    Sentence what =
        Sentence.of(
            ":rotating_light: *Database restored.* Hourkey's database was restored: {}. It was last"
                + " known to be complete {}; what Hourkey did after that may be missing.",
            Sentence.literal(restore.evidence()),
            restore.lastKnownAt());
    Sentence next =
        groups.isEmpty()
            ? Sentence.of(
                "Hourkey compares each group with its records before it grants anything through it."
                    + " So far, its records explain every member.")
            : Sentence.of(
                "{} unexplained, in {}. Hourkey grants nothing there until you settle them. Run"
                    + " `hourkey settle` to list them.",
                Counted.of(groups.size(), "member is", "members are"),
                Sentence.joined(
                    ", ",
                    groups.stream()
                        .distinct()
                        .limit(MAX_LISTED)
                        .map(group -> Sentence.of("{}", group))
                        .toList()));
    return new SlackMessage(
        channel,
        what.plain(),
        List.of(
            new Block.Section(what),
            new Block.Section(next),
            new Block.Context(
                RunbookLinks.RESTORED.after(
                    Sentence.of(
                        "{} ended",
                        Counted.of(
                            restore.grantsEnded(),
                            "approved grant whose member had not been added yet was",
                            "approved grants whose members had not been added yet were"))))));
  }

  /** How many members groups had when they were compared for the first time. */
  static Optional<SlackMessage> firstComparison(List<Baseline> groups, String channel) {
    long members = groups.stream().mapToLong(Baseline::members).sum();
    if (members == 0) {
      return Optional.empty();
    }
    Sentence what =
        Sentence.of(
            ":information_source: Hourkey compared {} for the first time and found {} in them.",
            Counted.of(groups.size(), "group"),
            Counted.of(members, "member"));
    Sentence lines =
        list(groups, one -> Sentence.of("• {}: {}", one.group(), one.members()), "more group");
    return Optional.of(
        new SlackMessage(
            channel,
            what.plain(),
            List.of(
                new Block.Section(what.then("\n").then(lines)),
                new Block.Context(
                    RunbookLinks.FIRST_COMPARISON.after(
                        Sentence.of(
                            "They count as standing members, and Hourkey never removes them. If"
                                + " this database replaced another one, some of them may be there"
                                + " only because of grants that were lost: check them, and remove"
                                + " in Entra those who should not be there."))))));
  }

  private static <T> Sentence list(List<T> all, Function<T, Sentence> line, String thing) {
    List<Sentence> lines = new ArrayList<>(all.stream().limit(MAX_LISTED).map(line).toList());
    if (all.size() > MAX_LISTED) {
      lines.add(Sentence.of("and {}", Counted.of(all.size() - MAX_LISTED, thing)));
    }
    return Sentence.joined("\n", lines);
  }
}
