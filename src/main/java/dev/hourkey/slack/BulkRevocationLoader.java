package dev.hourkey.slack;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.grant.RevocationScope;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.request.BulkRevocation;
import dev.hourkey.request.BulkRevocations;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** Reads the data for messages about bulk revocations. */
@ApplicationScoped
class BulkRevocationLoader {
  private final BulkRevocations revocations;
  private final Persons persons;
  private final Catalog catalog;

  BulkRevocationLoader(BulkRevocations revocations, Persons persons, Catalog catalog) {
    this.revocations = revocations;
    this.persons = persons;
    this.catalog = catalog;
  }

  Optional<BulkRevocationDetails> find(UUID id) {
    return revocations.find(id).map(this::of);
  }

  private BulkRevocationDetails of(BulkRevocation bulk) {
    String by = bulk.revocation().by();
    return new BulkRevocationDetails(
        bulk.id(),
        subject(bulk.scope()),
        persons
            .find(new PersonId(by))
            .map(PersonMention::of)
            .orElseGet(() -> PersonMention.named(by)),
        bulk.revocation().reason(),
        bulk.progress(),
        bulk.requests(),
        bulk.doneAt(),
        bulk.sessionsUntil());
  }

  /** The person whose access, or the entitlement to which access, is revoked. */
  Sentence subject(RevocationScope scope) {
    return switch (scope) {
      case RevocationScope.OfPerson(PersonId person) ->
          Sentence.of(
              "all access of *{}*",
              persons.find(person).map(Person::name).orElseGet(person::value));
      case RevocationScope.OfEntitlement(String id) ->
          Sentence.of(
              "all access to *{}* (`{}`)", catalog.find(id).map(Entitlement::name).orElse(id), id);
    };
  }
}
