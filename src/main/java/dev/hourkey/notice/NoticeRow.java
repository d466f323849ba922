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
  int fence;
  boolean urgent;
  @Nullable String slotOf;
  @Nullable Instant slotAt;
  @Nullable String givenUp;
  Instant createdAt = Instant.EPOCH;
  @Nullable Instant wantedAt;
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
      case "CardNotPosted" -> new Notice.CardNotPosted(subject);
      case "EndOverdue" -> new Notice.EndOverdue(subject);
      case "ManyOverdue" -> new Notice.ManyOverdue(subject);
      case "AccessReturned" -> new Notice.AccessReturned(subject);
      case "GroupGone" -> new Notice.GroupGone(subject);
      case "JobStopped" -> new Notice.JobStopped(subject);
      case "JobUnseen" -> new Notice.JobUnseen(subject);
      case "CredentialsFailed" -> new Notice.CredentialsFailed(subject);
      case "CatalogTrouble" -> new Notice.CatalogTrouble(subject);
      case "DriftFound" -> new Notice.DriftFound(subject);
      case "AuditBroken" -> new Notice.AuditBroken(subject);
      case "DatabaseRestored" -> new Notice.DatabaseRestored(subject);
      case "StandingRecorded" -> new Notice.StandingRecorded(subject);
      case "Answer" -> new Notice.Answer(subject);
      default -> throw new IllegalStateException("notice " + key + " is of unknown kind " + kind);
    };
  }

  Optional<MessageRef> posted() {
    return channel == null || message == null
        ? Optional.empty()
        : Optional.of(new MessageRef(channel, message));
  }

  void postedAs(MessageRef ref) {
    channel = ref.channel();
    message = ref.message();
  }

  Optional<Slot> slot() {
    return slotOf == null || slotAt == null
        ? Optional.empty()
        : Optional.of(new Slot(slotOf, slotAt));
  }

  /** Waits for a slot, which stays its own. */
  void waitFor(Slot slot) {
    slotOf = slot.of();
    slotAt = slot.at();
    nextTryAt = slot.at();
  }

  /** Begins an attempt; what an earlier one still has to say is no longer the last word. */
  Attempt begin(Optional<String> probed) {
    fence++;
    slotOf = null;
    slotAt = null;
    return new Attempt(key, notice(), wanted, fence, posted(), probed);
  }

  void delivered(int version, Instant now) {
    sent = version;
    attempts = 0;
    nextTryAt = sent == wanted ? null : now;
  }

  /** After its own pause, and not before {@code earliest}. */
  void tryAgain(Instant earliest, Instant now, double chance) {
    attempts++;
    Instant then = now.plus(Pause.after(attempts, chance));
    nextTryAt = then.isAfter(earliest) ? then : earliest;
  }

  /** Gives a version up; what was told since may be deliverable. */
  void refused(int version, String why, Instant now) {
    if (wanted == version) {
      givenUp = why;
      nextTryAt = null;
    } else {
      nextTryAt = now;
    }
  }

  /**
   * The chat cannot be fenced: what an overtaken attempt drew may have landed on top of what a
   * later one drew, even of one that is still under way.
   */
  void drawOnceMore(Instant now) {
    if (givenUp != null) {
      return;
    }
    wanted++;
    if (nextTryAt == null) {
      wantedAt = now;
      nextTryAt = now;
    }
  }
}
