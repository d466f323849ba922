package dev.hourkey.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.hourkey.audit.AuditCheck;
import dev.hourkey.audit.Verification;
import dev.hourkey.sandbox.checkpoint.TimestampStandIn.Fault;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.support.Accessibility;
import dev.hourkey.support.Chromium;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.WebVisitor;
import dev.hourkey.transparency.ConsistencyProof;
import dev.hourkey.transparency.SignedNote;
import dev.hourkey.transparency.VerifierKey;
import io.quarkus.arc.All;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What is signed, where it goes, and what happens when a place does not answer. */
@QuarkusTest
@TestProfile(CheckpointsOn.class)
@QuarkusTestResource(HourkeySandbox.class)
class CheckpointSignerTest extends CheckpointDatabaseTest {
  private static final String KEY_TEXT = "%s/%020d.checkpoint";

  @TestHTTPResource("/")
  URI hourkey = URI.create("");

  @Inject CheckpointHistory history;
  @Inject AuditCheck check;
  @Inject CheckpointConfig config;
  @Inject TreeSource source;
  @Inject @All List<CheckpointPlace> all;

  @Test
  void a_checkpoint_is_signed_when_the_trail_has_grown_and_is_in_every_place() throws Exception {
    record(5);
    maker.run();
    long size = newest().size();
    assertThat(size).as("the log and its keys are events as well").isEqualTo(7);
    nothingIsRefused();

    String name = KEY_TEXT.formatted(CheckpointsOn.ORIGIN, size);
    assertThat(files()).containsExactly(name);
    SignedNote note = file(name);
    assertThat(note.isSignedBy(List.of(key))).isTrue();
    assertThat(note.checkpoint()).hasValue(newest());
    VerifierKey witness = VerifierKey.parse(sandbox.witness().vkey()).orElseThrow();
    assertThat(note.isSignedBy(List.of(witness))).as("it has the cosignature").isTrue();
    assertThat(sandbox.bucket().objects()).containsOnlyKeys(name);
    assertThat(sandbox.bucket().objects().get(name)).isEqualTo(note.toString());
    assertThat(sandbox.witness().size(CheckpointsOn.ORIGIN)).isEqualTo(size);
    assertThat(sandbox.timestamps().stamps()).isEqualTo(1);
    assertThat(table.evidence(newest(), CheckpointPlaceType.TIMESTAMP)).isPresent();
    assertThat(history.page(CheckpointsOn.ORIGIN, Optional.empty(), 10))
        .singleElement()
        .satisfies(
            made -> {
              assertThat(made.entries()).isEqualTo(size);
              assertThat(made.kept()).containsExactlyInAnyOrder(CheckpointPlaceType.values());
            });
    assertThat(history.page(CheckpointsOn.ORIGIN, Optional.of(size), 10)).isEmpty();
    assertThat(history.places()).containsExactly(CheckpointPlaceType.values());
    assertThat(history.logs()).singleElement().satisfies(one -> assertThat(one.keys()).hasSize(1));
    check.run();
    assertThat(check.state().signed()).as("the tree agreed").isEqualTo(size);

    maker.run();
    assertThat(checkpoints()).as("nothing was appended").isEqualTo(1);
    assertThat(sandbox.timestamps().stamps()).isEqualTo(1);

    long expected = size;
    for (int round = 1; round <= 5; round++) {
      record(round);
      maker.run();
      nothingIsRefused();
      assertThat(newest().size()).isEqualTo(expected += round);
      assertThat(sandbox.witness().size(CheckpointsOn.ORIGIN)).isEqualTo(expected);
      assertThat(files()).hasSize(round + 1);
      assertThat(sandbox.bucket().objects()).hasSize(round + 1);
    }
    assertThat(trees.known().checkpoints()).as("six, and those of the places").hasSize(8);
    assertThat(trail.verify(List.of(), trees.known())).isInstanceOf(Verification.Intact.class);
  }

  @Test
  void the_console_shows_each_checkpoint_and_which_place_took_it() throws Exception {
    record(3);
    maker.run();
    record(1);
    sandbox.timestamps().fault(Fault.REFUSED);
    maker.run();
    check.run();
    WebVisitor noor = new WebVisitor(hourkey);
    assertThat(noor.signIn("/console/audit-trail", "Noor Haddad").body())
        .contains(
            "<strong>Intact.</strong>",
            "the largest of which covers 6 entries",
            "<code>" + CheckpointsOn.ORIGIN + "</code>",
            "--key " + key,
            "Checkpoints don't get to the time stamp authority",
            "In the S3 bucket",
            "Kept",
            "Not there",
            newest().root().toString())
        .doesNotContain("Checkpoints are off.");
    sandbox.bucket().faults().answer(Answer.empty(503), 10);
    check.run();
    sandbox.bucket().faults().clear();
    assertThat(noor.open("/console/audit-trail").body())
        .contains("Not everything was compared.", "the S3 bucket could not be used")
        .doesNotContain("Intact.");
    check.run();
    try (Chromium chromium = new Chromium()) {
      Page page = chromium.open(1440, 900);
      page.navigate(hourkey.resolve("/console/audit-trail").toString());
      page.getByText("Noor Haddad").click();
      Accessibility.check(page, "console-record-signed");
    }
  }

  @Test
  void a_place_that_only_takes_checkpoints_and_fails_stops_nothing_and_is_retried()
      throws Exception {
    record(3);
    sandbox.timestamps().fault(Fault.REFUSED);
    maker.run();
    assertThat(files()).hasSize(1);
    assertThat(sandbox.bucket().objects()).hasSize(1);
    assertThat(failure(CheckpointPlaceType.TIMESTAMP)).contains("not valid");
    assertThat(notifications("CheckpointTrouble")).as("it may be over soon").isZero();

    clock.advance(Duration.ofMinutes(31));
    maker.run();
    assertThat(notifications("CheckpointTrouble")).isEqualTo(1);
    assertThat(events("checkpoint_not_kept")).isEqualTo(1);

    sandbox.timestamps().fault(Fault.NONE);
    maker.run();
    nothingIsRefused();
    assertThat(events("checkpoint_kept")).isEqualTo(1);
    assertThat(table.evidence(newest(), CheckpointPlaceType.TIMESTAMP)).isPresent();
  }

  @Test
  void nothing_is_signed_while_a_place_that_can_be_read_does_not_answer() throws Exception {
    record(3);
    maker.run();
    record(3);
    for (Runnable trouble :
        List.<Runnable>of(
            () -> sandbox.witness().faults().answer(Answer.empty(503), 1),
            () -> sandbox.witness().faults().answer(Answer.lost(), 2),
            () -> sandbox.bucket().faults().answer(Answer.empty(503), 10))) {
      trouble.run();
      maker.run();
      assertThat(checkpoints()).isEqualTo(1);
      assertThat(refusal()).as("unknown is no contradiction").isEmpty();
      assertThat(incidents.open()).isNotEmpty();
      sandbox.witness().faults().clear();
      sandbox.bucket().faults().clear();
    }
    deleteDirectory();
    maker.run();
    assertThat(checkpoints()).isEqualTo(1);
    assertThat(failure(CheckpointPlaceType.DIRECTORY)).startsWith("there is no directory");

    Files.createDirectories(CheckpointsOn.DIRECTORY);
    maker.run();
    assertThat(checkpoints()).isEqualTo(2);
    nothingIsRefused();
  }

  @Test
  void no_contradiction_is_reported_if_another_replica_signs_meanwhile() throws Exception {
    record(3);
    maker.run();
    record(3);
    CheckpointPlace slow =
        new CheckpointPlace() {
          @Override
          public CheckpointPlaceType place() {
            return CheckpointPlaceType.WITNESS;
          }

          @Override
          public boolean configured() {
            return true;
          }

          @Override
          public Held newerThan(LatestCheckpoint known) {
            maker.run(); // On the other replica.
            return new Held.SizeOnly(newest().size());
          }

          @Override
          public byte[] store(SignedNote note, LongFunction<ConsistencyProof> proofs) {
            throw new PlaceFailure("there is nothing to store");
          }
        };
    new CheckpointSigner(config, log, table, source, trail, incidents, clock, List.of(slow)).run();
    assertThat(checkpoints()).isEqualTo(2);
    nothingIsRefused();
  }

  @Test
  void the_alarm_about_a_place_ends_an_hour_after_it_was_removed_from_the_settings()
      throws Exception {
    record(3);
    sandbox.timestamps().fault(Fault.REFUSED);
    maker.run();
    clock.advance(Duration.ofMinutes(31));
    maker.run();
    UUID incident = incidents.told().getFirst();
    CheckpointSigner withoutIt = signer(place -> place != CheckpointPlaceType.TIMESTAMP);

    clock.advance(Duration.ofMinutes(40));
    maker.run(); // A replica that still has it.
    clock.advance(Duration.ofMinutes(59));
    withoutIt.run();
    assertThat(incidents.told()).as("another replica may have it").containsExactly(incident);
    assertThat(events("checkpoint_place_removed")).isZero();

    clock.advance(Duration.ofMinutes(1));
    withoutIt.run();
    nothingIsRefused();
    assertThat(events("checkpoint_place_removed")).isEqualTo(1);
    assertThat(events("checkpoint_kept")).isZero();
    assertThat(incidents.overBecause(incident))
        .hasValue(new CheckpointIncidents.Over(Optional.of(CheckpointPlaceType.TIMESTAMP), true));
  }

  @Test
  void a_contradiction_does_not_end_because_there_are_no_places_any_more() {
    incidents.inconsistent("the directory has another root");
    clock.advance(Duration.ofDays(1));
    incidents.endRemoved(List.of(), config.checkpointInterval());
    assertThat(refusal()).isEqualTo("the directory has another root");
  }

  @Test
  void a_place_that_fails_unexpectedly_keeps_nothing_from_the_others() throws Exception {
    record(3);
    CheckpointPlace broken =
        new CheckpointPlace() {
          @Override
          public CheckpointPlaceType place() {
            return CheckpointPlaceType.TIMESTAMP;
          }

          @Override
          public boolean configured() {
            return true;
          }

          @Override
          public Held newerThan(LatestCheckpoint known) {
            return new Held.Nothing();
          }

          @Override
          public byte[] store(SignedNote note, LongFunction<ConsistencyProof> proofs) {
            throw new IllegalStateException("a mistake in Hourkey");
          }
        };
    List<CheckpointPlace> places = new ArrayList<>(all);
    places.removeIf(one -> one.place() == CheckpointPlaceType.TIMESTAMP);
    places.add(broken);
    new CheckpointSigner(config, log, table, source, trail, incidents, clock, places).run();
    assertThat(files()).as("the directory comes after it").hasSize(1);
    assertThat(sandbox.bucket().objects()).hasSize(1);
    assertThat(failure(CheckpointPlaceType.TIMESTAMP))
        .isEqualTo("an unexpected error, IllegalStateException");
  }

  /** A replica whose settings have only some of the places. */
  private CheckpointSigner signer(Predicate<CheckpointPlaceType> configured) {
    return new CheckpointSigner(
        config,
        log,
        table,
        source,
        trail,
        incidents,
        clock,
        all.stream().filter(one -> configured.test(one.place())).toList());
  }

  @Test
  void a_time_stamp_for_something_else_is_not_accepted() {
    record(1);
    maker.run();
    sandbox.timestamps().fault(Fault.ANOTHER_REQUEST);
    record(1);
    maker.run();
    assertThat(failure(CheckpointPlaceType.TIMESTAMP)).contains("not valid");
    assertThat(table.evidence(newest(), CheckpointPlaceType.TIMESTAMP)).isEmpty();
  }

  @Test
  void a_witness_that_does_not_know_the_log_or_signs_with_another_key_is_a_failure() {
    record(1);
    sandbox.witness().reset();
    maker.run();
    assertThat(failure(CheckpointPlaceType.WITNESS)).contains("404");

    sandbox.witness().trust(CheckpointsOn.ORIGIN, otherKey());
    maker.run();
    assertThat(failure(CheckpointPlaceType.WITNESS)).contains("403");

    sandbox.witness().trust(CheckpointsOn.ORIGIN, key.toString());
    maker.run();
    nothingIsRefused();

    record(1);
    sandbox
        .witness()
        .faults()
        .answer(
            Answer.bytes(
                200,
                "text/plain",
                ("— witness.example/sandbox " + "A".repeat(100) + "\n")
                    .getBytes(StandardCharsets.UTF_8)),
            2);
    maker.run();
    assertThat(failure(CheckpointPlaceType.WITNESS)).contains("not signed by its key");
    maker.run();
    nothingIsRefused();
    assertThat(sandbox.witness().size(CheckpointsOn.ORIGIN)).isEqualTo(newest().size());
  }

  private static String otherKey() {
    return SigningKeys.parse(CheckpointsOn.key())
        .orElseThrow()
        .verifiers(CheckpointsOn.ORIGIN)
        .getFirst()
        .toString();
  }

  @Test
  void a_bucket_without_object_lock_is_a_failure() {
    sandbox.bucket().locks(false);
    record(1);
    maker.run();
    assertThat(failure(CheckpointPlaceType.S3)).contains("InvalidRequest");
    sandbox.bucket().locks(true);
    maker.run();
    nothingIsRefused();
  }

  @Test
  void while_a_key_is_changed_both_sign_and_either_is_enough() {
    String next = CheckpointsOn.key();
    SigningKeys both = SigningKeys.parse(next + "," + CheckpointsOn.KEY).orElseThrow();
    SigningKeys old = SigningKeys.parse(CheckpointsOn.KEY).orElseThrow();
    SigningKeys only = SigningKeys.parse(next).orElseThrow();
    SignedNote note = both.sign("log", "log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
    assertThat(note.signatures()).hasSize(2);
    assertThat(note.isSignedBy(old.verifiers("log"))).isTrue();
    assertThat(note.isSignedBy(only.verifiers("log"))).isTrue();
    assertThat(SigningKeys.parse(next + ",")).isEmpty();
    assertThat(SigningKeys.parse("c2VjcmV0")).isEmpty();
    assertThat(
            SigningKeys.parse(
                "-----BEGIN PRIVATE KEY-----\n" + next + "\n-----END PRIVATE KEY-----\n"))
        .isPresent();
  }

  @Test
  void checkpoints_of_the_new_key_cover_what_the_replaced_key_signed() throws Exception {
    record(3);
    maker.run();
    long earlier = newest().size();
    record(1);
    maker.run();
    signWithAnotherKey(earlier);
    assertThat(trees.known().contradiction()).isEmpty();

    signWithAnotherKey(newest().size());
    assertThat(trees.known().contradiction()).as("no key that is known signed any").isPresent();
  }

  private void signWithAnotherKey(long size) throws Exception {
    SigningKeys other = SigningKeys.parse(CheckpointsOn.key()).orElseThrow();
    try (var connection = database.getConnection();
        var sql =
            connection.prepareStatement("select note from audit_checkpoint where tree_size = ?")) {
      sql.setLong(1, size);
      try (var rows = sql.executeQuery()) {
        rows.next();
        String text = SignedNote.parse(rows.getString(1)).orElseThrow().text();
        asOwner(
            "update audit_checkpoint set note = '%s' where tree_size = %d"
                .formatted(other.sign(CheckpointsOn.ORIGIN, text), size));
      }
    }
  }
}
