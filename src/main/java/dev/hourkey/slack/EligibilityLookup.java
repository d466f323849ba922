package dev.hourkey.slack;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.Identification;
import dev.hourkey.person.IdentityRefusal;
import dev.hourkey.person.IdentityResolver;
import dev.hourkey.request.RequestableEntitlements;
import dev.hourkey.request.UnavailableEntitlements;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** Looks up what a person can request, according to the directories now. */
@ApplicationScoped
class EligibilityLookup {
  private static final Logger LOG = Logger.getLogger(EligibilityLookup.class);

  /** How long a person may wait for a form to fill. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final IdentityResolver identities;
  private final RequestableEntitlements requestable;
  private final Catalog catalog;
  private final UnavailableEntitlements unavailable;
  private final HelpChannel help;

  EligibilityLookup(
      IdentityResolver identities,
      RequestableEntitlements requestable,
      Catalog catalog,
      UnavailableEntitlements unavailable,
      HelpChannel help) {
    this.identities = identities;
    this.requestable = requestable;
    this.catalog = catalog;
    this.unavailable = unavailable;
    this.help = help;
  }

  /** Asks Slack and Entra; never throws, because somebody is waiting for the form. */
  Offered to(ChatUser user) {
    try {
      return switch (identities.identifyToShow(user)) {
        case Identification.Refused(var refusal) ->
            refusal.needsHelp() ? needsHelp(refusal.sentence()) : nothing(refusal.sentence());
        case Identification.Missing _ ->
            unknown("Hourkey can't find you in Entra at the moment. Try again in two minutes.");
        case Identification.Known known -> to(known);
      };
    } catch (DirectoryFailure failure) {
      LOG.warnf("the form for %s stays empty: %s", user.userId(), failure.forLog());
      return unknown(canNotTell(failure.userSentenceStart(), failure.lasting()));
    } catch (RuntimeException e) {
      LOG.errorf(e, "the form for %s stays empty", user.userId());
      return unknown(
          "Hourkey can't look up what you can request right now. Try again in a minute.");
    }
  }

  /** Why an entitlement that somebody could usually request cannot be requested now. */
  Optional<Sentence> unavailable(ChatUser user, String id) {
    try {
      return unavailable.has(id)
              && identities.identifyToShow(user) instanceof Identification.Known person
          ? unavailable.sentence(person, id).map(help::askAfter)
          : Optional.empty();
    } catch (RuntimeException e) {
      LOG.warnf("cannot tell %s why %s is unavailable: %s", user.userId(), id, e.getMessage());
      return Optional.empty();
    }
  }

  /** Says that a person may not request an entitlement, and who can help. */
  Sentence notEligible(Entitlement one) {
    Sentence approvers = EntitlementText.approvers(one);
    return help.askAfter(
        Sentence.of("You're not eligible for `{}`.", one.id())
            .then(
                approvers.equals(Sentence.NOTHING)
                    ? approvers
                    : Sentence.of(" Requests for it are approved by {}.", approvers)));
  }

  private Offered to(Identification.Known person) {
    CatalogSnapshot snapshot = catalog.afterFirstDiscovery(PATIENCE);
    RequestableEntitlements.Eligible eligible = requestable.of(person, snapshot.entitlements());
    if (!eligible.entitlements().isEmpty()) {
      return new Offered.Choices(eligible.entitlements(), eligible.forOthers());
    }
    if (!snapshot.complete() && snapshot.incompleteReason().isPresent()) {
      return unknown(
          canNotTell(
              snapshot.incompleteReason().get(),
              snapshot.withoutPolicy() || !snapshot.mayBeCompleteSoon()));
    }
    Optional<String> reason = unavailable.sentence(person);
    if (reason.isPresent()) {
      return needsHelp(reason.get());
    }
    if (person.chatGuest() && snapshot.complete()) {
      return needsHelp(new IdentityRefusal.ChatGuest().sentence());
    }
    if (eligible.excluded() && snapshot.complete()) {
      return needsHelp("You can't request any AWS access: the policy file excludes you.");
    }
    return snapshot.complete()
        ? needsHelp(
            "You aren't eligible for any AWS access yet. The policy file says who is; your"
                + " operators can add you.")
        : unknown("Hourkey is still checking what can be requested. Try again in a minute.");
  }

  private static Offered nothing(String why) {
    return new Offered.Nothing(Sentence.literal(why));
  }

  private static Offered unknown(String why) {
    return new Offered.Unknown(Sentence.literal(why));
  }

  private Offered needsHelp(String why) {
    return new Offered.Nothing(help.askAfter(why));
  }

  /**
   * @param lasting whether that lasts until operators act
   */
  private static String canNotTell(String why, boolean lasting) {
    return why
        + ", so Hourkey can't tell what you can request. "
        + (lasting ? "Your operators have to fix that." : "Try again in a minute.");
  }

  sealed interface Offered {
    /**
     * The entitlements that the person may request; at least one.
     *
     * @param forOthers the ids of those that the person may request for others
     */
    record Choices(List<Entitlement> entitlements, Set<String> forOthers) implements Offered {
      /** Whether the person may request all of these for others; false if nothing is selected. */
      boolean forOthers(List<Entitlement> selected) {
        return !selected.isEmpty()
            && selected.stream().map(Entitlement::id).allMatch(forOthers::contains);
      }
    }

    /** The person may request nothing. */
    record Nothing(Sentence why) implements Offered {}

    /** Whether the person may request something is not known now. */
    record Unknown(Sentence why) implements Offered {}
  }
}
