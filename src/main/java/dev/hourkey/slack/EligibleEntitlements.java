package dev.hourkey.slack;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.Identification;
import dev.hourkey.person.IdentityResolver;
import dev.hourkey.person.Person;
import dev.hourkey.request.SubjectResolver;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/** What one person may ask for, as the directories see them now. */
@ApplicationScoped
class EligibleEntitlements {
  private static final Logger LOG = Logger.getLogger(EligibleEntitlements.class);

  /** Somebody looks at a form that says it is loading. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final IdentityResolver identities;
  private final SubjectResolver facts;
  private final Catalog catalog;

  EligibleEntitlements(IdentityResolver identities, SubjectResolver facts, Catalog catalog) {
    this.identities = identities;
    this.facts = facts;
    this.catalog = catalog;
  }

  /** Asks Slack and Entra; never throws, because somebody is looking at the form. */
  Offered to(ChatUser user) {
    try {
      return switch (identities.identifyToShow(user)) {
        case Identification.Refused(String why) -> new Offered.Nothing(why);
        case Identification.Missing _ ->
            new Offered.Nothing(
                "Entra does not show your account at the moment. Please try again in two minutes.");
        case Identification.Known(Person _, EntraAccount account) -> to(account);
      };
    } catch (DirectoryFailure failure) {
      LOG.warnf("the form for %s stays empty: %s", user.userId(), failure.forLog());
      return new Offered.Nothing(unknown(failure.forPeople(), failure.lasting()));
    } catch (RuntimeException e) {
      LOG.errorf(e, "the form for %s stays empty", user.userId());
      return new Offered.Nothing(
          "Hourkey cannot look that up just now, so nothing can be asked for. Please try again in a"
              + " minute.");
    }
  }

  private Offered to(EntraAccount account) {
    CatalogSnapshot snapshot = catalog.afterFirstLook(PATIENCE);
    List<Entitlement> eligible = facts.eligible(account, snapshot.entitlements());
    if (!eligible.isEmpty()) {
      return new Offered.These(eligible);
    }
    if (!snapshot.complete() && snapshot.gap().isPresent()) {
      return new Offered.Nothing(
          unknown(snapshot.gap().get(), snapshot.withoutPolicy() || !snapshot.mayBeCompleteSoon()));
    }
    return new Offered.Nothing(
        snapshot.complete()
            ? "There is nothing that you may ask for. Who may is written in the operator's file;"
                + " your operators can add you."
            : "I am still checking what can be asked for. Please try again in a minute.");
  }

  /**
   * @param lasting whether that lasts until operators act
   */
  private static String unknown(String why, boolean lasting) {
    return why
        + ", so I cannot tell what you may ask for. "
        + (lasting ? "Your operators have to put that right." : "Please try again in a minute.");
  }

  sealed interface Offered {
    /** At least one. */
    record These(List<Entitlement> entitlements) implements Offered {}

    record Nothing(String why) implements Offered {}
  }
}
