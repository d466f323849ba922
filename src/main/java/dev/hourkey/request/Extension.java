package dev.hourkey.request;

import dev.hourkey.grant.Grant;
import jakarta.persistence.Embeddable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What a request extends: access that is active. The duration of such a request is that of the
 * whole access, from its beginning to its new end, so durations and limits of the policy are
 * checked as if the whole time were requested at once.
 *
 * @param extendsGrant the grant
 * @param extendsFrom when it ends without this request, which therefore expires then
 * @param extendsSeconds how long it lasts in total without this request
 */
@Embeddable
public record Extension(UUID extendsGrant, Instant extendsFrom, long extendsSeconds) {
  static Extension of(Grant grant) {
    return new Extension(grant.id(), grant.term().end(), grant.duration().toSeconds());
  }

  /** How long the access lasts in total without the request. */
  public Duration before() {
    return Duration.ofSeconds(extendsSeconds);
  }

  /** When the access ends if it lasts this long in total. */
  public Instant until(Duration whole) {
    return extendsFrom.plus(whole.minus(before()));
  }

  /**
   * The end of the access minus its duration: when it began, or would have begun to last this long.
   */
  public Instant begin() {
    return extendsFrom.minus(before());
  }

  /** Why a request can't extend this grant to this total duration; empty if it can. */
  static Optional<SubmissionRefusal> refusal(
      Grant grant, String entitlementName, String groupId, Duration whole, Instant now) {
    return grantRefusal(grant, entitlementName, groupId, now)
        .or(
            () ->
                whole.compareTo(grant.duration()) > 0
                    ? Optional.empty()
                    : Optional.of(new ExtensionRefusal.NotLonger(entitlementName)));
  }

  /**
   * Why this grant can't be extended at all; empty if it can.
   *
   * @param groupId the group that its entitlement stands for now
   */
  static Optional<SubmissionRefusal> grantRefusal(
      Grant grant, String entitlementName, String groupId, Instant now) {
    if (!grant.endable()) {
      return Optional.of(new ExtensionRefusal.NothingToExtend(entitlementName));
    }
    if (!grant.extendable(now)) {
      return Optional.of(
          grant.liveSince().isPresent()
              ? new ExtensionRefusal.NothingToExtend(entitlementName)
              : new ExtensionRefusal.NotActiveYet(entitlementName));
    }
    if (!grant.group().id().equals(groupId)) {
      return Optional.of(
          new SubmissionRefusal.AccessChanged(
              entitlementName, "it now stands for another Entra group"));
    }
    return Optional.empty();
  }
}
