package dev.hourkey.notice;

import dev.hourkey.notice.Messenger.MessageRef;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A notice on its way. */
@Entity
@Table(name = "notice")
class NoticeRow {
  @Id String key = "";
  String kind = "";
  UUID subject = new UUID(0, 0);
  int number;
  int wanted = 1;
  int sent;
  @Nullable String channel;
  @Nullable String message;
  int attempts;
  @Nullable String givenUp;
  Instant createdAt = Instant.EPOCH;
  @Nullable Instant nextTryAt;

  static String key(Notice notice) {
    return kind(notice)
        + "/"
        + notice.subject()
        + (number(notice) == 0 ? "" : "/" + number(notice));
  }

  static String kind(Notice notice) {
    return notice.getClass().getSimpleName();
  }

  static int number(Notice notice) {
    return notice instanceof Notice.DecisionOverdue(_, int number) ? number : 0;
  }

  Notice notice() {
    return switch (kind) {
      case "DecisionWanted" -> new Notice.DecisionWanted(subject);
      case "DecisionOverdue" -> new Notice.DecisionOverdue(subject, number);
      case "RequestTaken" -> new Notice.RequestTaken(subject);
      case "RequestDecided" -> new Notice.RequestDecided(subject);
      case "GrantLive" -> new Notice.GrantLive(subject);
      case "GrantSlow" -> new Notice.GrantSlow(subject);
      case "GrantEnding" -> new Notice.GrantEnding(subject);
      case "GrantOver" -> new Notice.GrantOver(subject);
      case "EndOverdue" -> new Notice.EndOverdue(subject);
      case "GroupGone" -> new Notice.GroupGone(subject);
      case "JobStopped" -> new Notice.JobStopped(subject);
      case "DriftFound" -> new Notice.DriftFound(subject);
      case "Answer" -> new Notice.Answer(subject);
      default -> throw new IllegalStateException("notice " + key + " is of unknown kind " + kind);
    };
  }

  Optional<MessageRef> posted() {
    return channel == null || message == null
        ? Optional.empty()
        : Optional.of(new MessageRef(channel, message));
  }
}
