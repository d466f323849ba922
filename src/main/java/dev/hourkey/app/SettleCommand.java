package dev.hourkey.app;

import dev.hourkey.grant.DriftFinding;
import dev.hourkey.grant.StandingMembershipCheck;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import javax.sql.DataSource;

/**
 * After a restore of the database: lists the members that it does not explain, and records what an
 * operator decides about them. The running service does the rest.
 */
@Dependent
@Unremovable // Only the command line looks it up.
class SettleCommand implements QuarkusApplication {
  /** What an operator decides about a member. */
  enum Decision {
    /** A standing member, who stays. */
    ADOPT,
    /** Hourkey removes the member. */
    REMOVE
  }

  /**
   * What is to be settled.
   *
   * @param decision empty to list only
   * @param group its id or name; empty for every group
   * @param people their ids, user names or names as they are listed; empty for everybody
   */
  record Command(
      Optional<Decision> decision, Optional<String> group, List<String> people, String by) {
    Command {
      people = List.copyOf(people);
    }
  }

  private static volatile Command command =
      new Command(Optional.empty(), Optional.empty(), List.of(), "");

  private final StandingMembershipCheck members;
  private final DatabaseClock clock;
  private final DataSource database;

  @Inject
  SettleCommand(StandingMembershipCheck members, DatabaseClock clock, DataSource database) {
    this.members = members;
    this.clock = clock;
    this.database = database;
  }

  /** Starts only what the command needs; returns the exit code. */
  static int start(Command requested) {
    command = requested;
    return StandaloneRunner.run(SettleCommand.class);
  }

  @Override
  public int run(String... args) {
    clock.synchronise(database);
    return settle(command);
  }

  /**
   * Returns the exit code: 1 if a named person is not listed, or if unexplained members are left.
   */
  int settle(Command requested) {
    List<DriftFinding> found =
        members.unexplained().stream()
            .filter(one -> requested.group().map(name -> inGroup(one, name)).orElse(true))
            .toList();
    if (requested.decision().isEmpty()) {
      return list(found);
    }
    for (String person : requested.people()) {
      if (found.stream().noneMatch(is(person))) {
        System.err.println("There is no unexplained member '" + person + "'; nothing was changed.");
        return 1;
      }
    }
    found.stream()
        .filter(
            one ->
                requested.people().isEmpty()
                    || requested.people().stream().anyMatch(p -> is(p).test(one)))
        .forEach(one -> settle(one, requested.decision().get(), requested.by()));
    return list(members.unexplained());
  }

  private void settle(DriftFinding member, Decision decision, String by) {
    boolean done =
        switch (decision) {
          case ADOPT -> members.adopt(member, by);
          case REMOVE -> members.remove(member, by);
        };
    String what =
        switch (decision) {
          case ADOPT -> "is a standing member from now on";
          case REMOVE -> "will be removed by the service within a minute";
        };
    System.out.printf(
        "%s in %s %s%n",
        member.name(), member.group().name(), done ? what : "was already settled by somebody else");
  }

  private int list(List<DriftFinding> unexplained) {
    members
        .lastRestore()
        .filter(restore -> !restore.settled())
        .ifPresent(
            restore ->
                System.out.printf(
                    "The database %s restored: %s (found at %s, complete up to %s).%n",
                    restore.certain() ? "was" : "may have been",
                    restore.evidence(),
                    restore.foundAt(),
                    restore.lastKnownAt()));
    unexplained.forEach(
        one -> System.out.printf("%s  %s  %s%n", one.group().name(), one.member(), one.name()));
    System.out.printf("%d unexplained members%n", unexplained.size());
    return unexplained.isEmpty() ? 0 : 1;
  }

  private static boolean inGroup(DriftFinding one, String group) {
    return one.group().id().equalsIgnoreCase(group) || one.group().name().equalsIgnoreCase(group);
  }

  /** By object id, by the whole name as it is listed, or by the user name in its brackets. */
  private static Predicate<DriftFinding> is(String person) {
    String requested = person.toLowerCase(Locale.ROOT);
    return one -> {
      String name = one.name().toLowerCase(Locale.ROOT);
      return one.member().equalsIgnoreCase(person)
          || name.equals(requested)
          || name.endsWith(" (" + requested + ")");
    };
  }
}
