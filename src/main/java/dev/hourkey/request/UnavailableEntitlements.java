package dev.hourkey.request;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.catalog.UnavailableEntitlement;
import dev.hourkey.person.Identification;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Why an entitlement is unavailable, for people who could request it otherwise. Operators are told
 * when somebody wants it.
 */
@ApplicationScoped
public class UnavailableEntitlements {
  private final Catalog catalog;
  private final RequestableEntitlements requestable;
  private final ProvisioningBlockers blockers;

  UnavailableEntitlements(
      Catalog catalog, RequestableEntitlements requestable, ProvisioningBlockers blockers) {
    this.catalog = catalog;
    this.requestable = requestable;
    this.blockers = blockers;
  }

  /** Whether the entitlement with this id is unavailable, and the policy that it had is known. */
  public boolean has(String id) {
    return catalog.current().unavailable(id).isPresent();
  }

  /**
   * The sentence for somebody who wants this entitlement; empty if it is not unavailable, or its
   * policy would not let them request it.
   *
   * @throws dev.hourkey.person.DirectoryFailure when it is unknown whether the policy would let
   *     them
   */
  public Optional<String> sentence(Identification.Known person, String id) {
    return refusal(person, id).map(SubmissionRefusal::sentence);
  }

  /**
   * The sentence for somebody who can request nothing: about the first entitlement that they could
   * request if it were available.
   *
   * @throws dev.hourkey.person.DirectoryFailure when it is unknown whether there is one
   */
  public Optional<String> sentence(Identification.Known person) {
    return first(person, catalog.current().unavailable()).map(SubmissionRefusal::sentence);
  }

  Optional<SubmissionRefusal> refusal(Identification.Known person, String id) {
    return first(person, catalog.current().unavailable(id).stream().toList());
  }

  private Optional<SubmissionRefusal> first(
      Identification.Known person, List<UnavailableEntitlement> some) {
    if (some.isEmpty()) {
      return Optional.empty();
    }
    Set<String> eligible =
        requestable
            .of(person, some.stream().map(UnavailableEntitlement::entitlement).toList())
            .entitlements()
            .stream()
            .map(Entitlement::id)
            .collect(Collectors.toSet());
    return some.stream()
        .filter(one -> eligible.contains(one.entitlement().id()))
        .findFirst()
        .map(this::refusal);
  }

  private SubmissionRefusal refusal(UnavailableEntitlement unavailable) {
    Entitlement entitlement = unavailable.entitlement();
    SubmissionRefusal refusal =
        new SubmissionRefusal.Unavailable(entitlement.name(), unavailable.why());
    blockers.record(
        Map.of(
            cause(entitlement.id()),
            new ProvisioningBlockers.Description(
                "'" + entitlement.id() + "' is unavailable: " + unavailable.why(),
                refusal.sentence(),
                true)),
        Set.of());
    return refusal;
  }

  static String cause(String id) {
    return "ENTITLEMENT:" + id;
  }
}
