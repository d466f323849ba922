package dev.hourkey.slack;

import dev.hourkey.catalog.Entitlement;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantState;
import dev.hourkey.grant.PersonalGrants;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.Identification;
import dev.hourkey.person.IdentityResolver;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.PreflightCheck;
import dev.hourkey.request.ProvisioningBlockers;
import dev.hourkey.request.Requests;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Finds out which of the entitlements that somebody is about to request they already have or have
 * requested, and what prevents all their requests.
 */
@ApplicationScoped
class ExistingAccess {
  private static final Logger LOG = Logger.getLogger(ExistingAccess.class);

  /** The longest time that a form waits for AWS and Entra. They usually answer sooner. */
  private static final Duration PATIENCE = Duration.ofMillis(1500);

  /** How long a problem that was seen is assumed to persist. */
  private static final Duration FRESH = Duration.ofMinutes(1);

  private final IdentityResolver identities;
  private final PreflightCheck preflight;
  private final Persons persons;
  private final PersonalGrants grants;
  private final Requests requests;
  private final ProvisioningBlockers blockers;
  private final HelpChannel help;
  private final Clock clock;

  ExistingAccess(
      IdentityResolver identities,
      PreflightCheck preflight,
      Persons persons,
      PersonalGrants grants,
      Requests requests,
      ProvisioningBlockers blockers,
      HelpChannel help,
      Clock clock) {
    this.identities = identities;
    this.preflight = preflight;
    this.persons = persons;
    this.grants = grants;
    this.requests = requests;
    this.blockers = blockers;
    this.help = help;
    this.clock = clock;
  }

  /**
   * Checks for the notes whether AWS has a user for somebody and, if not, why. If the answer does
   * not come in time, the notes show the last known one. A problem that was found less than a
   * minute ago is not looked up again, because that takes many calls.
   */
  void refreshBlockers(ChatUser user) {
    CompletableFuture.runAsync(() -> ask(user), Thread::startVirtualThread)
        .completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private void ask(ChatUser user) {
    try {
      if (!hasKnownBlocker(user)
          && identities.identifyToShow(user) instanceof Identification.Known known) {
        preflight.checkAccount(known.account());
      }
    } catch (RuntimeException e) {
      LOG.debugf("it is unknown whether AWS has a user for %s: %s", user.userId(), e.getMessage());
    }
  }

  private boolean hasKnownBlocker(ChatUser user) {
    Instant since = clock.instant().minus(FRESH);
    return persons.linkedTo(user).stream()
        .flatMap(person -> blockers.of(person.id()).stream())
        .anyMatch(one -> one.seenAt().isAfter(since));
  }

  /** The notes about existing access for the form. If they fail, the form opens without them. */
  List<Block> notes(ChatUser user, List<Entitlement> wanted) {
    try {
      return persons.linkedTo(user).map(person -> notes(person.id(), wanted)).orElseGet(List::of);
    } catch (RuntimeException e) {
      LOG.warnf(e, "the form for %s opens without notes about existing access", user.userId());
      return List.of();
    }
  }

  private List<Block> notes(PersonId person, List<Entitlement> wanted) {
    List<Block> notes =
        blockers.of(person).stream()
            .map(one -> RequestNotes.awsUserProblem(help.askAfter(one.what()), one.seenAt()))
            .collect(Collectors.toList());
    if (!wanted.isEmpty()) {
      notes.addAll(ofWanted(person, wanted));
    }
    return notes;
  }

  private List<Block> ofWanted(PersonId person, List<Entitlement> wanted) {
    List<Grant> open = grants.openOf(Set.of(person));
    List<AccessRequest> pending = requests.pendingOf(Set.of(person));
    return wanted.stream()
        .flatMap(one -> Stream.concat(granted(one, open), requested(one, pending)))
        .toList();
  }

  private static Stream<Block> granted(Entitlement one, List<Grant> open) {
    return open.stream()
        .filter(grant -> grant.access().entitlement().equals(one.id()))
        .flatMap(
            grant ->
                switch (grant.state()) {
                  case GrantState.Scheduled(Instant start) ->
                      Stream.of(RequestNotes.scheduled(one, start));
                  case GrantState.Provisioning _, GrantState.Syncing _ ->
                      Stream.of(RequestNotes.active(one, Optional.empty()));
                  case GrantState.Live(_, Instant end) ->
                      Stream.of(RequestNotes.active(one, Optional.of(end)));
                  case GrantState.Revoking _, GrantState.Clearing _, GrantState.Ended _ ->
                      Stream.empty();
                });
  }

  private static Stream<Block> requested(Entitlement one, List<AccessRequest> pending) {
    return pending.stream()
        .filter(request -> request.access().entitlement().equals(one.id()))
        .map(request -> RequestNotes.pending(one, request.requestedAt()));
  }
}
