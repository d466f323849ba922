package dev.hourkey.cli;

import dev.hourkey.drift.DriftFinding;
import dev.hourkey.drift.StandingMembershipCheck;
import dev.hourkey.text.Counted;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code hourkey settle}: for use after a restore of the database. Lists the members that the
 * database does not explain, and records what an operator decides about them. The running service
 * does the rest.
 */
@Dependent
@Unremovable // Only the command line looks it up.
class SettleCommand {
  private final StandingMembershipCheck standingMembers;

  SettleCommand(StandingMembershipCheck standingMembers) {
    this.standingMembers = standingMembers;
  }

  /** What an operator decides about a member. */
  enum Decision {
    /** The person is a standing member and stays. */
    ADOPT,
    /** Hourkey removes the member. */
    REMOVE
  }

  @Command(
      name = "settle",
      header = "Settles group members that a restored database does not explain.",
      description = {
        "After a restore of the database: lists the group members that it does not explain.",
        "'adopt' records them as standing members, 'remove' has Hourkey remove them. Without",
        "arguments it only lists them. Exits with 0 when no such member is left, 1 otherwise."
      })
  static final class Arguments implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "adopt|remove",
        description = "What to do.")
    Optional<Decision> decision = Optional.empty();

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "GROUP",
        description = "The group's name or object id.")
    Optional<String> group = Optional.empty();

    @Parameters(
        index = "2..*",
        paramLabel = "PERSON",
        description = "Object ids or user names, as they are listed.")
    List<String> people = new ArrayList<>();

    @Option(
        names = "--all",
        description = "All listed members of the group or, without a group, of all groups.")
    boolean all;

    @Mixin OperatorOption operator = new OperatorOption();

    @Override
    public Integer call() {
      if (decision.isPresent() && all == !people.isEmpty()) {
        throw new ParameterException(
            spec.commandLine(), "Name people of a group, or use --all for everybody.");
      }
      return StandaloneRunner.run(SettleCommand.class, command -> command.settle(this));
    }
  }

  /**
   * Returns the exit code: 1 if a named person is not listed, or if unexplained members are left.
   */
  int settle(Arguments given) {
    List<DriftFinding> found =
        standingMembers.unexplained().stream()
            .filter(one -> given.group.map(name -> inGroup(one, name)).orElse(true))
            .toList();
    if (given.decision.isEmpty()) {
      return list(found);
    }
    for (String person : given.people) {
      if (found.stream().noneMatch(is(person))) {
        System.err.println("There is no unexplained member '" + person + "'; nothing was changed.");
        return 1;
      }
    }
    found.stream()
        .filter(
            one -> given.people.isEmpty() || given.people.stream().anyMatch(p -> is(p).test(one)))
        .forEach(one -> settle(one, given.decision.get(), given.operator.name()));
    return list(standingMembers.unexplained());
  }

  private void settle(DriftFinding member, Decision decision, String by) {
    boolean done =
        switch (decision) {
          case ADOPT -> standingMembers.adopt(member, by);
          case REMOVE -> standingMembers.remove(member, by);
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
    standingMembers
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
    System.out.println(Counted.of(unexplained.size(), "unexplained member"));
    return unexplained.isEmpty() ? 0 : 1;
  }

  private static boolean inGroup(DriftFinding one, String group) {
    return one.group().id().equalsIgnoreCase(group) || one.group().name().equalsIgnoreCase(group);
  }

  /** By object id, by the whole name as it is listed, or by the user name in brackets. */
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
