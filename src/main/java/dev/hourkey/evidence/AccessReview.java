package dev.hourkey.evidence;

import dev.hourkey.person.PersonId;
import dev.hourkey.policy.ReviewSchedule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A review of whether people still need to be able to request some entitlements.
 *
 * @param unlisted entries of the policy file whose people could not be listed
 * @param policyDigest the digest of the policy file that named the people
 * @param snapshot the SHA-256 of everything that has to be decided
 * @param progress how many decisions were made, and which
 * @param reminders how many reminders were sent
 */
public record AccessReview(
    UUID id,
    List<String> entitlements,
    List<String> unlisted,
    String policyDigest,
    String snapshot,
    Instant begunAt,
    PersonId begunBy,
    Instant dueAt,
    Progress progress,
    int reminders,
    Optional<Closing> closing) {
  /** How many people are to be kept, how many are to be removed, and how many are undecided. */
  public record Progress(int kept, int removed, int open) {
    public int all() {
      return kept + removed + open;
    }
  }

  /** How a review was closed. */
  public record Closing(Instant at, PersonId by, String comment) {}

  public boolean late(Instant now) {
    return closing.isEmpty() && now.isAfter(dueAt);
  }

  /** When the next reminder is due, while the review is open. */
  Instant nextReminder(Instant now) {
    return new ReviewSchedule(begunAt, dueAt).after(now);
  }

  /**
   * A person who may request an entitlement.
   *
   * @param number the item's position in the review
   * @param guest empty if Entra did not show whether the account is a guest
   * @param entries the entries of the policy file that name them
   * @param lastUsed when the person last got access before the review
   */
  public record Item(
      int number,
      String entitlement,
      PersonId person,
      String name,
      String principalName,
      Optional<Boolean> guest,
      List<String> entries,
      Optional<Instant> lastUsed,
      Optional<Decided> decided) {
    /**
     * Why this decision is not accepted, as a sentence; empty if it is accepted.
     *
     * @param own whether the reviewer is this person
     */
    Optional<String> problem(Decision decision, boolean own) {
      if (own) {
        return Optional.of("You can't decide on your own access. Ask another reviewer.");
      }
      return commentProblem(decision.comment());
    }

    boolean differs(Decision decision) {
      return decided
          .filter(
              before ->
                  before.keep() == decision.keep() && before.comment().equals(decision.comment()))
          .isEmpty();
    }

    /** What the policy's owner has to change to remove the person. */
    public List<String> advice() {
      return entries.stream().map(this::change).toList();
    }

    private String change(String entry) {
      return entry.startsWith("group:")
          ? "Take %s out of the Entra group that “%s” names, or name another group for %s."
              .formatted(name, entry, entitlement)
          : "Delete “%s” from 'eligible' of %s.".formatted(entry, entitlement);
    }
  }

  /** A recorded decision, with who made it and when. */
  public record Decided(boolean keep, String comment, PersonId by, Instant at) {}

  /** A reviewer's decision. */
  public record Decision(boolean keep, String comment) {}

  private static final int LONGEST_COMMENT = 500;

  /** Why a comment is not accepted, as a sentence. */
  static Optional<String> commentProblem(String comment) {
    return comment.isBlank()
        ? Optional.of("Write why.")
        : comment.length() > LONGEST_COMMENT
            ? Optional.of("Shorten it to %d characters or fewer.".formatted(LONGEST_COMMENT))
            : Optional.empty();
  }
}
