package dev.hourkey.person;

import dev.hourkey.text.PlainText;
import java.util.Optional;

/**
 * What a vendor said, or that it could not be reached. It is shown to operators, so it holds no
 * secret, and it is the same each time, so that it is told once: no ids of requests.
 *
 * @param code the vendor's status and code, like {@code 403 Authorization_RequestDenied}; empty
 *     when there was no answer
 * @param clause who did what, for operators
 * @param step the part of docs/install.md that it points to
 */
public record Complaint(Party party, String code, String clause, Optional<String> step) {
  private static final int MOST_CHARACTERS = 300;

  public Complaint {
    clause = line(clause);
  }

  /** Whose answer is missing. */
  public enum Party {
    ENTRA("Entra"),
    AWS("AWS"),
    SLACK("Slack");

    private final String words;

    Party(String words) {
      this.words = words;
    }

    /** Its name for people. */
    public String words() {
      return words;
    }
  }

  /** The vendor answered, with something else than what was asked for. */
  public static Complaint answered(Party party, int status, String code, String details) {
    String both = (status + " " + code).strip();
    return new Complaint(
        party, both, party.words + " answered " + both + inBrackets(details), Optional.empty());
  }

  /** There was no answer; {@code why} is what the connection ended with. */
  public static Complaint unreachable(Party party, Throwable why) {
    Throwable root = why;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage() == null ? "" : ": " + root.getMessage();
    return new Complaint(
        party,
        "",
        party.words
            + " could not be reached"
            + inBrackets(root.getClass().getSimpleName() + message),
        Optional.of("1, \"machine\""));
  }

  /** What happened, in other words. */
  public static Complaint said(Party party, String clause) {
    return new Complaint(party, "", clause, Optional.empty());
  }

  /** The same, pointing to a part of docs/install.md. */
  public Complaint see(String part) {
    return new Complaint(party, code, clause, Optional.of(part));
  }

  /** The clause, and where to look. */
  public String sentence() {
    return clause + step.map(part -> "; see docs/install.md, " + part).orElse("");
  }

  private static String inBrackets(String details) {
    return details.isBlank() ? "" : " (" + details.strip() + ")";
  }

  private static String line(String text) {
    return PlainText.cut(text.strip().replaceAll("\\s+", " "), MOST_CHARACTERS);
  }
}
