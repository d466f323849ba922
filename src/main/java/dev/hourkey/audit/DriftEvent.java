package dev.hourkey.audit;

import static java.util.Comparator.comparing;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Events about drift, standing members and database restores. */
public sealed interface DriftEvent extends AuditEvent.InOwnFile {
  /**
   * Entra, AWS and Hourkey's records have disagreed about a member for longer than the vendors'
   * lag.
   *
   * @param member the Entra object id or, where only AWS knows the member, the id there
   * @param name the member's name in Entra or AWS, or the id if neither gave one
   */
  record DriftFound(
      UUID subject, String kind, EntraGroup group, String member, String name, Instant since)
      implements DriftEvent {}

  /** The drift is over; {@code removed} is true if Hourkey removed the member. */
  record DriftResolved(UUID subject, boolean removed) implements DriftEvent {}

  /**
   * The database is, or may be, older than what Hourkey did.
   *
   * @param lastKnownAt until when the database is known to be complete
   * @param grantsEnded how many grants were ended because their members had not been added yet
   */
  record RestoreFound(
      UUID subject, String evidence, boolean certain, Instant lastKnownAt, int grantsEnded)
      implements DriftEvent {}

  /** The records explain every member of every group again after a restore. */
  record RestoreSettled(UUID subject) implements DriftEvent {}

  /**
   * Standing members were recorded: BASELINE at the group's first comparison, APPEARED later.
   *
   * @param named the members as Entra shows them, because Hourkey may not know them
   */
  record StandingRecorded(
      UUID subject,
      EntraGroup group,
      String origin,
      List<PersonId> members,
      @JsonIgnore List<Person> named)
      implements DriftEvent {
    public static StandingRecorded of(EntraGroup group, String origin, Stream<Person> members) {
      List<Person> named = members.sorted(comparing(one -> one.id().value())).toList();
      return new StandingRecorded(
          UUID.randomUUID(), group, origin, named.stream().map(Person::id).toList(), named);
    }
  }

  /** An operator settled a member that the records do not explain: ADOPTED or REMOVED. */
  record MemberSettled(
      UUID subject, PersonId member, String name, EntraGroup group, String settledAs, String by)
      implements DriftEvent {}
}
