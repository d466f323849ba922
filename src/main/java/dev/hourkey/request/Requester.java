package dev.hourkey.request;

import dev.hourkey.person.Identification;
import dev.hourkey.person.PersonId;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Somebody who requests access, as the directories show them now.
 *
 * @param known the person who is to have it
 * @param sender who requests it for them, if they do not do so themselves
 */
record Requester(Identification.Known known, Optional<Identification.Known> sender) {
  PersonId id() {
    return known.person().id();
  }

  Optional<PersonId> sentBy() {
    return sender.map(one -> one.person().id());
  }

  /** The refusal of a request of theirs, as its sender reads it. */
  SubmissionRefusal refusal(SubmissionRefusal why) {
    return sender.isEmpty() ? why : new SubmissionRefusal.ForOther(known.person().name(), why);
  }

  /** The people who can't approve it, because it is their own request. */
  Set<PersonId> own() {
    return Stream.concat(Stream.of(id()), sentBy().stream())
        .collect(Collectors.toUnmodifiableSet());
  }
}
