package dev.hourkey.slack;

import dev.hourkey.grant.RemovalProgress;
import dev.hourkey.grant.RevocationScope;
import dev.hourkey.person.PersonId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** The messages about a bulk revocation. */
final class BulkRevocationDrawings {
  private static final UUID ID = new UUID(0, 9);

  private final Examples of;

  BulkRevocationDrawings(Examples of) {
    this.of = of;
  }

  Map<String, Object> all() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("begun", message(progress(0, 0, 0, 0), 0, false));
    all.put("under way", message(progress(5, 3, 2, 0), 2, false));
    all.put("done", message(progress(5, 5, 5, 0), 1, true));
    all.put("done, some stay", message(progress(5, 5, 5, 1), 0, true));
    all.put("done, nothing was open", message(progress(0, 0, 0, 0), 1, true));
    return all;
  }

  private static RemovalProgress progress(long grants, long removed, long gone, long kept) {
    return new RemovalProgress(grants, removed, gone, kept, Optional.of(Examples.ENDED));
  }

  private SlackMessage message(RemovalProgress progress, long requests, boolean done) {
    Optional<Instant> at = Optional.of(Examples.ENDED).filter(_ -> done);
    return BulkRevocationMessages.progress(
        new BulkRevocationDetails(
            ID,
            subject(),
            of.bruno(),
            of.foreign("INC-99: the laptop was stolen"),
            progress,
            requests,
            at,
            at.filter(_ -> progress.all() > 0).map(ended -> ended.plusSeconds(7200))),
        "aws-ops");
  }

  private Sentence subject() {
    return Sentence.of("all access of *{}*", of.foreign("Ana Lima"));
  }

  /** The question before; its id is new each time, so it has no golden file. */
  Modal question() {
    return RevokeForm.all(
        new RevocationScope.OfPerson(new PersonId("00000000-0000-0000-0000-000000000001")),
        subject(),
        12,
        1,
        IntStream.range(0, RevokeForm.LISTED)
            .mapToObj(
                _ ->
                    Sentence.of("• {}: {} · ", of.foreign("Ana Lima"), of.foreign("Production"))
                        .then(CommandMessages.status(of.live())))
            .toList(),
        of.foreign("INC-99"),
        Optional.of("C0APPROVALS"));
  }
}
