package dev.hourkey.checkpoint;

import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.CheckpointEvent;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Notifications;
import dev.hourkey.transparency.Checkpoint;
import dev.hourkey.transparency.MerkleTree;
import dev.hourkey.transparency.SignedNote;
import dev.hourkey.transparency.VerifierKey;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The name and the keys that the trail is signed with. */
@ApplicationScoped
public class CheckpointOrigins {
  private final CheckpointConfig config;
  private final CheckpointTable table;
  private final TreeSource trees;
  private final AuditTrail trail;
  private final Notifications notifications;
  private final Clock clock;

  CheckpointOrigins(
      CheckpointConfig config,
      CheckpointTable table,
      TreeSource trees,
      AuditTrail trail,
      Notifications notifications,
      Clock clock) {
    this.config = config;
    this.table = table;
    this.trees = trees;
    this.trail = trail;
    this.notifications = notifications;
    this.clock = clock;
  }

  /** A log, who began it and why. */
  public record Begun(String origin, Instant at, String by, String because) {}

  /** Whether checkpoints are made, and when one last covered the whole trail. */
  public record State(boolean on, Optional<Instant> coveredAt) {}

  public State state() {
    return new State(SigningKeys.of(config).isPresent(), table.covered());
  }

  /** The trail's own name. */
  String base() {
    return config.checkpointOrigin().orElseThrow();
  }

  /** The current log; begins the first log if there is none yet. */
  LogOrigin current(SigningKeys keys) {
    LogOrigin current =
        table
            .origin()
            .orElseGet(
                () ->
                    QuarkusTransaction.requiringNew()
                        .call(
                            () ->
                                begin(
                                    new LogOrigin(base(), clock.instant()),
                                    "Hourkey",
                                    "the first log")));
    noteKeys(current.name(), keys.verifiers(current.name()));
    return current;
  }

  /**
   * Begins a log under a new name, when the trail contradicts an earlier signed checkpoint and that
   * can't be repaired. Its first checkpoint is signed here and nowhere else: it proves that
   * somebody with the signing key began the log. Checkpoints under the former name remain evidence
   * for the former trail.
   *
   * @param by the operator
   * @return empty if an entry is missing, so that there is nothing to sign
   */
  public Optional<Begun> beginNewOrigin(String by, String because) {
    SigningKeys keys = SigningKeys.of(config).orElseThrow();
    LogOrigin origin = LogOrigin.later(base(), clock.instant());
    return trees
        .extendedTo(new MerkleTree(), trail.head().seq())
        .map(
            tree -> {
              Checkpoint first = new Checkpoint(origin.name(), tree.size(), tree.root());
              SignedNote note = keys.sign(origin.name(), first.text());
              QuarkusTransaction.requiringNew()
                  .run(
                      () -> {
                        LogOrigin _ = begin(origin, by, because);
                        table.add(StoredCheckpoint.of(tree, first, note, origin.begunAt()));
                        notifications.tell(
                            new Notification.AuditOriginBegun(subject(origin.name())));
                      });
              return new Begun(origin.name(), origin.begunAt(), by, because);
            });
  }

  /** The log that a notification is about. */
  public Optional<Begun> begun(UUID subject) {
    return table.origins().stream()
        .filter(one -> subject(one.origin()).equals(subject))
        .findFirst();
  }

  private LogOrigin begin(LogOrigin origin, String by, String because) {
    table.insertOrigin(origin, by, because);
    trail.record(
        new CheckpointEvent.AuditOriginBegun(
            subject(origin.name()), origin.name(), trail.head().seq(), by, because));
    return origin;
  }

  private void noteKeys(String origin, List<VerifierKey> verifiers) {
    List<String> keys = verifiers.stream().map(VerifierKey::toString).toList();
    List<String> before = table.keys(origin);
    if (!keys.equals(before)) {
      QuarkusTransaction.requiringNew()
          .run(
              () -> {
                table.setKeys(origin, keys);
                trail.record(new CheckpointEvent.AuditKeysChanged(subject(origin), keys, before));
              });
    }
  }

  private static UUID subject(String origin) {
    return UUID.nameUUIDFromBytes(origin.getBytes(StandardCharsets.UTF_8));
  }
}
