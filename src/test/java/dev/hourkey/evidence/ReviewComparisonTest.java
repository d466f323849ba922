package dev.hourkey.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.hourkey.audit.AuditEntry;
import dev.hourkey.evidence.AccessReview.Closing;
import dev.hourkey.evidence.AccessReview.Decided;
import dev.hourkey.evidence.AccessReview.Item;
import dev.hourkey.evidence.AccessReview.Progress;
import dev.hourkey.person.PersonId;
import dev.hourkey.text.Sha256;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReviewComparisonTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00.123Z");
  private static final Instant DUE = Instant.parse("2026-03-16T00:00:00Z");
  private static final PersonId NOOR = new PersonId("noor");

  private static final List<Item> ITEMS =
      List.of(
          item(1, "ana", "group:engineering", Optional.of(new Decided(true, "needed", NOOR, NOON))),
          item(2, "bruno", "group:leads", Optional.of(new Decided(false, "moved", NOOR, NOON))),
          item(3, "chloe", "group:leads", Optional.empty()));

  private static final AccessReview REVIEW =
      review(
          DUE,
          "digest",
          Sha256.hex(
              "prod\tana\tgroup:engineering\nprod\tbruno\tgroup:leads\nprod\tchloe\tgroup:leads\n"),
          Optional.of(new Closing(NOON, NOOR, "done")));

  private static final List<AuditEntry> TRAIL =
      List.of(
          entry(
              11,
              """
              {"type":"access_review_begun","at":"2026-03-02T12:00:00.125Z","by":"noor","entitlements":["prod"],\
              "listed":3,"unlisted":["prod: anyone"],"policyDigest":"digest","snapshot":"%s",\
              "dueAt":"2026-03-16T00:00:00Z"}\
              """
                  .formatted(REVIEW.snapshot())),
          decided(12, "ana", false, "not needed"),
          decided(13, "ana", true, "needed"),
          decided(14, "bruno", false, "moved"),
          entry(
              15,
              """
              {"type":"access_review_closed","at":"2026-03-02T12:00:00.125Z","by":"noor","comment":"done"}\
              """));

  @Test
  void rows_that_nobody_has_changed_agree_also_after_a_decision_was_replaced() {
    assertThat(ReviewComparison.of(Optional.of(REVIEW), ITEMS, TRAIL)).isEmpty();
  }

  static Stream<Arguments> a_changed_review_is_found() {
    Optional<Closing> closing = REVIEW.closing();
    return Stream.of(
        arguments(
            review(DUE.plusSeconds(86400), "digest", REVIEW.snapshot(), closing),
            "The due date differs from audit event 11."),
        arguments(
            review(DUE, "another", REVIEW.snapshot(), closing),
            "What the review is about differs from audit event 11."),
        arguments(
            review(DUE, "digest", "another", closing),
            "The list of people differs from audit event 11."),
        arguments(
            review(DUE, "digest", REVIEW.snapshot(), Optional.empty()),
            "How the review was closed differs from audit event 15."),
        arguments(
            review(
                DUE,
                "digest",
                REVIEW.snapshot(),
                Optional.of(new Closing(NOON.minusSeconds(86400), NOOR, "done"))),
            "How the review was closed differs from audit event 15."));
  }

  @ParameterizedTest
  @MethodSource
  void a_changed_review_is_found(AccessReview changed, String difference) {
    assertThat(ReviewComparison.of(Optional.of(changed), ITEMS, TRAIL)).containsExactly(difference);
  }

  static Stream<Arguments> a_changed_list_is_found() {
    String list = "The list of people differs from audit event 11.";
    String ana = "The decision about Name of ana and prod differs from audit event 13.";
    return Stream.of(
        arguments(
            replaced(0, item(1, "ana", "group:engineering", Optional.of(decided(true, "other")))),
            List.of(ana)),
        arguments(
            replaced(0, item(1, "ana", "group:engineering", Optional.of(decided(false, "needed")))),
            List.of(ana)),
        arguments(replaced(0, item(1, "ana", "group:engineering", Optional.empty())), List.of(ana)),
        arguments(
            replaced(2, item(3, "chloe", "group:leads", Optional.of(decided(true, "needed")))),
            List.of("The decision about Name of chloe and prod is in no audit event.")),
        arguments(replaced(2, item(3, "chloe", "group:friends", Optional.empty())), List.of(list)),
        arguments(ITEMS.subList(0, 2), List.of(list)),
        arguments(
            List.of(ITEMS.get(0), ITEMS.get(2)),
            List.of(list, "The decision of audit event 14 is missing.")));
  }

  @ParameterizedTest
  @MethodSource
  void a_changed_list_is_found(List<Item> changed, List<String> differences) {
    assertThat(ReviewComparison.of(Optional.of(REVIEW), changed, TRAIL)).isEqualTo(differences);
  }

  @Test
  void a_review_that_was_deleted_or_made_up_is_found() {
    assertThat(ReviewComparison.of(Optional.empty(), List.of(), TRAIL))
        .containsExactly("The review of audit event 11 is missing.");
    assertThat(ReviewComparison.of(Optional.of(REVIEW), ITEMS, List.of()))
        .containsExactly("No audit event says that this review began.");
    assertThat(ReviewComparison.of(Optional.of(REVIEW), ITEMS, TRAIL.subList(0, 4)))
        .containsExactly("No audit event says that the review was closed.");
  }

  private static AccessReview review(
      Instant due, String policy, String snapshot, Optional<Closing> closing) {
    return new AccessReview(
        new UUID(0, 1),
        List.of("prod"),
        List.of("prod: anyone"),
        policy,
        snapshot,
        NOON,
        NOOR,
        due,
        new Progress(1, 1, 1),
        0,
        closing);
  }

  private static Item item(int number, String person, String entry, Optional<Decided> decided) {
    return new Item(
        number,
        "prod",
        new PersonId(person),
        "Name of " + person,
        person + "@example.com",
        Optional.empty(),
        List.of(entry),
        Optional.empty(),
        decided);
  }

  private static Decided decided(boolean keep, String comment) {
    return new Decided(keep, comment, NOOR, NOON);
  }

  private static List<Item> replaced(int index, Item item) {
    List<Item> items = new ArrayList<>(ITEMS);
    items.set(index, item);
    return items;
  }

  private static AuditEntry decided(long seq, String person, boolean keep, String comment) {
    return entry(
        seq,
        """
        {"type":"access_review_decided","at":"2026-03-02T12:00:00.125Z","reviewer":"noor","person":"%1$s",\
        "personName":"Name of %1$s","entitlement":"prod","keep":%2$s,"comment":"%3$s"}\
        """
            .formatted(person, keep, comment));
  }

  private static AuditEntry entry(long seq, String payload) {
    return new AuditEntry(seq, payload, new byte[32], new byte[32]);
  }
}
