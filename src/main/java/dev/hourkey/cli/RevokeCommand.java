package dev.hourkey.cli;

import dev.hourkey.grant.Grant;
import dev.hourkey.grant.Grants;
import dev.hourkey.grant.Revocation;
import dev.hourkey.grant.RevocationScope;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.request.BulkRevocation;
import dev.hourkey.request.BulkRevocationProcessor;
import dev.hourkey.request.BulkRevocations;
import dev.hourkey.request.Requests;
import dev.hourkey.request.RevocationService;
import dev.hourkey.text.Counted;
import dev.hourkey.text.PlainText;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.Dependent;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code hourkey revoke}: revokes grants when Slack or the directories do not answer. It writes
 * only to the database; the running service removes the members.
 */
@Dependent
@Unremovable // Only the command line looks it up.
class RevokeCommand {
  private final Grants grants;
  private final RevocationService service;
  private final Requests requests;
  private final BulkRevocations bulk;
  private final BulkRevocationProcessor bulkProcessor;
  private final Persons persons;

  RevokeCommand(
      Grants grants,
      RevocationService service,
      Requests requests,
      BulkRevocations bulk,
      BulkRevocationProcessor bulkProcessor,
      Persons persons) {
    this.grants = grants;
    this.service = service;
    this.requests = requests;
    this.bulk = bulk;
    this.bulkProcessor = bulkProcessor;
    this.persons = persons;
  }

  @Command(
      name = "revoke",
      header = "Lists the active grants, or revokes some of them, without Slack.",
      description = {
        "Revokes active grants, without Slack. Without arguments it lists all of them. The holder",
        "reads who revoked the grant and why. Exits with 0 when done, 1 when nothing or too much",
        "matches, 78 for bad settings."
      })
  static final class Arguments implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "GRANT|PERSON|ENTITLEMENT",
        description = "The id of a grant or entitlement, or a person's user name or object id.")
    Optional<String> which = Optional.empty();

    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        description = "The reason: the holder reads it, and it goes into the audit trail.")
    Optional<String> reason = Optional.empty();

    @Option(
        names = "--all",
        description =
            "All grants that match. For a person or an entitlement, this also stops requests that"
                + " are not decided yet, and informs the operations channel.")
    boolean all;

    @Mixin OperatorOption operator = new OperatorOption();

    @Override
    public Integer call() {
      if (which.isPresent()
          && reason.map(PlainText::clean).filter(text -> !text.isEmpty()).isEmpty()) {
        throw new ParameterException(spec.commandLine(), "Give a reason: --reason TEXT.");
      }
      return StandaloneRunner.run(RevokeCommand.class, command -> command.revoke(this));
    }
  }

  /** Returns the exit code: 1 if a revocation was requested but nothing was revoked. */
  int revoke(Arguments given) {
    List<Grant> revocable = grants.endable();
    if (given.which.isEmpty()) {
      revocable.forEach(grant -> System.out.println(line(grant)));
      System.out.println(Counted.of(revocable.size(), "grant") + " can be revoked");
      return 0;
    }
    String which = given.which.get().toLowerCase(Locale.ROOT);
    List<Grant> matching = revocable.stream().filter(grant -> matches(which, grant)).toList();
    Optional<RevocationScope> scope = scope(which, matching);
    boolean requested =
        given.all && scope.filter(one -> !requests.pendingIds(one).isEmpty()).isPresent();
    if (matching.isEmpty() && !requested) {
      System.err.println(
          "No active grant matches '" + which + "'; without arguments, all of them are listed.");
      return 1;
    }
    if (matching.size() > 1 && !given.all) {
      matching.forEach(grant -> System.err.println(line(grant)));
      System.err.println(
          "Several grants match; name one by its id, or use --all. Nothing changed.");
      return 1;
    }
    Revocation revocation =
        new Revocation(
            given.operator.name(), Revocation.Role.COMMAND_LINE, given.reason.orElseThrow());
    if (scope.isPresent() && given.all) {
      revoke(scope.get(), matching, revocation);
    } else {
      matching.forEach(grant -> revoke(grant, revocation));
    }
    System.out.println(
        "The service removes the members within seconds. If it is not running, run"
            + " revoke-overdue.");
    return 0;
  }

  /**
   * Revokes all access that a person has, or all access to an entitlement, and stops requests that
   * are not decided yet.
   */
  private void revoke(RevocationScope scope, List<Grant> matching, Revocation revocation) {
    UUID id = UUID.randomUUID();
    bulk.begin(id, scope, revocation);
    bulkProcessor.wake(id);
    matching.forEach(grant -> System.out.println(line(grant) + "  revoked"));
    bulk.find(id)
        .map(BulkRevocation::requests)
        .filter(number -> number > 0)
        .ifPresent(
            number -> System.out.println(Counted.of(number, "pending request") + " stopped"));
  }

  /**
   * The entitlement with this id; otherwise the person, if exactly one matches; otherwise empty.
   */
  private Optional<RevocationScope> scope(String which, List<Grant> matching) {
    RevocationScope entitlement = new RevocationScope.OfEntitlement(which);
    if (matching.stream().anyMatch(grant -> grant.access().entitlement().equals(which))
        || !requests.pendingIds(entitlement).isEmpty()) {
      return Optional.of(entitlement);
    }
    Set<PersonId> people = new HashSet<>(persons.byIdOrPrincipalName(which));
    matching.stream()
        .filter(grant -> !grant.id().toString().equals(which))
        .forEach(grant -> people.add(grant.holder()));
    return people.size() == 1
        ? Optional.of(new RevocationScope.OfPerson(people.iterator().next()))
        : Optional.empty();
  }

  private void revoke(Grant grant, Revocation revocation) {
    System.out.println(
        line(grant)
            + (service.revoke(grant.id(), revocation)
                ? "  revoked"
                : "  is already ending; nothing was changed"));
  }

  private String line(Grant grant) {
    return "%s  %s  %s"
        .formatted(
            grant.id(),
            grant.access().entitlement(),
            persons
                .find(grant.holder())
                .map(person -> person.name() + " (" + person.principalName() + ")")
                .orElseGet(() -> grant.holder().value()));
  }

  private boolean matches(String which, Grant grant) {
    return grant.id().toString().equals(which)
        || grant.access().entitlement().equals(which)
        || grant.holder().value().equals(which)
        || persons.find(grant.holder()).filter(person -> isCalled(person, which)).isPresent();
  }

  private static boolean isCalled(Person person, String which) {
    return person.principalName().equalsIgnoreCase(which) || person.name().equalsIgnoreCase(which);
  }
}
