package dev.hourkey.request;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.grant.Grant;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How long holders can request to extend their access to, according to the policy file and the
 * database alone. An offer does not authorize anything: a request to extend access is checked like
 * any other.
 */
@ApplicationScoped
public class ExtensionOffers {
  private final Catalog catalog;
  private final Requests requests;
  private final BreakGlassReviews breakGlass;
  private final Clock clock;

  ExtensionOffers(Catalog catalog, Requests requests, BreakGlassReviews breakGlass, Clock clock) {
    this.catalog = catalog;
    this.requests = requests;
    this.breakGlass = breakGlass;
    this.clock = clock;
  }

  /** What a holder can request. */
  public sealed interface Offer {
    /**
     * The grant can be extended.
     *
     * @param durations of the whole access, at least one, each longer than its present duration; in
     *     ascending order
     */
    record Longer(List<Duration> durations) implements Offer {}

    /** The access cannot be extended; {@code why} is a sentence. */
    record Nothing(String why) implements Offer {}
  }

  /** What the holder of this grant can request. */
  public Offer of(Grant grant) {
    String name = grant.access().entitlementName();
    Optional<Entitlement> found = catalog.find(grant.access().entitlement());
    if (found.isEmpty()) {
      return new Offer.Nothing(new SubmissionRefusal.NoLongerOffered(name).clause() + ".");
    }
    List<Duration> longer =
        found.get().durations().stream()
            .filter(one -> one.compareTo(grant.duration()) > 0)
            .toList();
    return refusal(grant, found.get(), longer)
        .<Offer>map(why -> new Offer.Nothing(why.sentence()))
        .orElseGet(() -> new Offer.Longer(longer));
  }

  private Optional<SubmissionRefusal> refusal(
      Grant grant, Entitlement entitlement, List<Duration> longer) {
    if (breakGlass.find(grant.request()).isPresent()) {
      return Optional.of(new ExtensionRefusal.BreakGlassNotExtended(entitlement.name()));
    }
    return Extension.grantRefusal(
            grant, entitlement.name(), entitlement.group().id(), clock.instant())
        .or(
            () ->
                longer.isEmpty()
                    ? Optional.of(
                        new ExtensionRefusal.LastsLongest(entitlement.name(), grant.duration()))
                    : Optional.empty())
        .or(
            () ->
                requests.pendingOf(Set.of(grant.holder())).stream()
                    .filter(request -> request.access().entitlement().equals(entitlement.id()))
                    .findFirst()
                    .map(_ -> new SubmissionRefusal.AlreadyRequested(entitlement.name())));
  }
}
