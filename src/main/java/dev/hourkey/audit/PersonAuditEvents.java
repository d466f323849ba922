package dev.hourkey.audit;

import dev.hourkey.person.ChatUser;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.IdentityLink;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonAuditLog;
import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Records links and names of people in the audit trail. */
@ApplicationScoped
class PersonAuditEvents implements PersonAuditLog {
  private final AuditTrail trail;

  PersonAuditEvents(AuditTrail trail) {
    this.trail = trail;
  }

  @Override
  public void linked(IdentityLink link) {
    EntraAccount account = link.account();
    trail.record(
        new PersonEvent.PersonLinked(
            subject(account.id()),
            account.id(),
            account.name(),
            account.principalName(),
            link.chat().teamId(),
            link.chat().userId(),
            link.formerPerson(),
            link.formerChat().map(ChatUser::userId),
            link.cause().name(),
            link.by()));
  }

  @Override
  public void unlinked(Person person, ChatUser chat, String by) {
    trail.record(
        new PersonEvent.PersonUnlinked(
            subject(person.id()),
            person.id(),
            person.name(),
            person.principalName(),
            chat.teamId(),
            chat.userId(),
            by));
  }

  @Override
  public void renamed(Person before, EntraAccount now) {
    trail.record(
        new PersonEvent.PersonRenamed(
            subject(now.id()),
            now.id(),
            now.name(),
            now.principalName(),
            before.name(),
            before.principalName()));
  }

  /** Entra's object ids are UUIDs. Any other id is hashed into one. */
  private static UUID subject(PersonId id) {
    try {
      return UUID.fromString(id.value());
    } catch (IllegalArgumentException e) {
      return UUID.nameUUIDFromBytes(id.value().getBytes(StandardCharsets.UTF_8));
    }
  }
}
