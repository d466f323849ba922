package dev.hourkey.app;

import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantService;
import dev.hourkey.grant.Grants;
import dev.hourkey.grant.Revocation;
import dev.hourkey.person.Person;
import dev.hourkey.person.Persons;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Revokes grants on the command line, for when Slack or the directories do not answer. It writes
 * only to the database; the running service removes the members.
 */
@Dependent
@Unremovable // Only the command line looks it up.
class RevokeCommand implements QuarkusApplication {
  /**
   * Which grants to revoke.
   *
   * @param which a grant's id, an entitlement's id or a person; empty to list only
   * @param reason required with {@code which}
   * @param all whether more than one grant may match
   */
  record Command(Optional<String> which, Optional<String> reason, boolean all, String by) {}

  private static volatile Command command =
      new Command(Optional.empty(), Optional.empty(), false, "");

  private final Grants grants;
  private final GrantService service;
  private final Persons persons;
  private final DatabaseClock clock;
  private final DataSource database;

  @Inject
  RevokeCommand(
      Grants grants,
      GrantService service,
      Persons persons,
      DatabaseClock clock,
      DataSource database) {
    this.grants = grants;
    this.service = service;
    this.persons = persons;
    this.clock = clock;
    this.database = database;
  }

  /** Starts only what the command needs; returns the exit code. */
  static int start(Command requested) {
    command = requested;
    return StandaloneRunner.run(RevokeCommand.class);
  }

  @Override
  public int run(String... args) {
    clock.synchronise(database);
    return revoke(command);
  }

  /** Returns the exit code: 1 if a revocation was requested but nothing was revoked. */
  int revoke(Command requested) {
    List<Grant> wanted = grants.wanted();
    if (requested.which().isEmpty()) {
      wanted.forEach(grant -> System.out.println(line(grant)));
      System.out.printf("%d grants can be revoked%n", wanted.size());
      return 0;
    }
    String which = requested.which().get().toLowerCase(Locale.ROOT);
    List<Grant> meant = wanted.stream().filter(grant -> means(which, grant)).toList();
    if (meant.isEmpty()) {
      System.err.println(
          "No running grant matches '" + which + "'; without arguments, all of them are listed.");
      return 1;
    }
    if (meant.size() > 1 && !requested.all()) {
      meant.forEach(grant -> System.err.println(line(grant)));
      System.err.println(
          "Several grants match; name one by its id, or use --all. Nothing changed.");
      return 1;
    }
    Revocation revocation =
        new Revocation(
            requested.by(), Revocation.Role.COMMAND_LINE, requested.reason().orElseThrow());
    meant.forEach(grant -> revoke(grant, revocation));
    System.out.println(
        "The service removes the members within seconds. If it is not running, run revoke-overdue.");
    return 0;
  }

  private void revoke(Grant grant, Revocation revocation) {
    System.out.println(
        line(grant)
            + (service.revoke(grant.id(), revocation)
                ? "  revoked"
                : "  is ending already; nothing was changed"));
  }

  private String line(Grant grant) {
    return "%s  %s  %s"
        .formatted(
            grant.id(),
            grant.entitlement(),
            persons
                .find(grant.holder())
                .map(person -> person.name() + " (" + person.principalName() + ")")
                .orElseGet(() -> grant.holder().value()));
  }

  private boolean means(String which, Grant grant) {
    return grant.id().toString().equals(which)
        || grant.entitlement().equals(which)
        || grant.holder().value().equals(which)
        || persons.find(grant.holder()).filter(person -> isCalled(person, which)).isPresent();
  }

  private static boolean isCalled(Person person, String which) {
    return person.principalName().equalsIgnoreCase(which) || person.name().equalsIgnoreCase(which);
  }
}
