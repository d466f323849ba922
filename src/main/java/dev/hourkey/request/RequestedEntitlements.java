package dev.hourkey.request;

import jakarta.persistence.Embeddable;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The entitlements that a submission requests, and the outcome for each. */
@Embeddable
class RequestedEntitlements {
  private String @Nullable [] entitlements;
  private String[] settled = {};
  private String[] refusals = {};

  protected RequestedEntitlements() {}

  RequestedEntitlements(List<String> entitlements) {
    this.entitlements = entitlements.toArray(String[]::new);
  }

  List<String> all() {
    return entitlements == null ? List.of() : List.of(entitlements);
  }

  /** The entitlements that were neither requested nor refused. */
  List<String> unsettled() {
    List<String> done = List.of(settled);
    return all().stream().filter(one -> !done.contains(one)).toList();
  }

  /** Notes that these were requested or refused. */
  void settle(List<String> some) {
    settled = Stream.concat(Stream.of(settled), some.stream()).toArray(String[]::new);
  }

  /** Notes a sentence that says why one of them is not requested. */
  void refuse(String sentence) {
    refusals = Stream.concat(Stream.of(refusals), Stream.of(sentence)).toArray(String[]::new);
  }

  List<String> refusals() {
    return List.of(refusals);
  }
}
