package dev.hourkey.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.StoredEvent;
import dev.hourkey.catalog.AccessPortal;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantState;
import dev.hourkey.person.AwsUsers;
import dev.hourkey.person.Person;
import dev.hourkey.person.Persons;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Creates links to what was done in AWS with a grant. */
@ApplicationScoped
public class GrantActivityLinks {
  private static final int FIRST_EVENTS = 20;

  private final AuditTrail trail;
  private final Persons persons;
  private final AccessPortal portal;
  private final Clock clock;

  GrantActivityLinks(AuditTrail trail, Persons persons, AccessPortal portal, Clock clock) {
    this.trail = trail;
    this.persons = persons;
    this.portal = portal;
    this.clock = clock;
  }

  /** Returns one for each permission set that the grant opened; none if it never became active. */
  public List<AwsActivity> of(Grant grant) {
    if (grant.liveSince().isEmpty()) {
      return List.of();
    }
    Optional<Instant> gone =
        grant.state() instanceof GrantState.Ended(_, Instant at)
            ? Optional.of(at)
            : Optional.empty();
    return AwsActivity.of(
        grant.access().opens(),
        AwsUsers.userName(principalName(grant)),
        grant.liveSince().get(),
        gone,
        clock.instant(),
        portal);
  }

  /** The principal name at the time of the grant, because sessions were named after it. */
  private String principalName(Grant grant) {
    String holder = grant.holder().value();
    return trail.after(0, Optional.of(grant.id().toString()), FIRST_EVENTS).stream()
        .map(StoredEvent::read)
        .flatMap(event -> StoredEvent.person(event, holder).stream())
        .findFirst()
        .map((JsonNode person) -> person.path("principalName").asText())
        .or(() -> persons.find(grant.holder()).map(Person::principalName))
        .orElse(holder);
  }
}
