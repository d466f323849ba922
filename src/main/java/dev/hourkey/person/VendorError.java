package dev.hourkey.person;

import dev.hourkey.text.PlainText;
import java.util.Optional;

/**
 * The error that a vendor answered, or the failure to reach it. It is shown to operators, so it
 * contains no secret. It contains no request ids either, because an error is reported only once as
 * long as its text stays the same.
 *
 * @param code the vendor's status and code, like {@code 403 Authorization_RequestDenied}; empty
 *     when there was no answer
 * @param clause who did what, for operators
 * @param step the heading of docs/install.md that covers it
 * @param method the call that is refused, which the clause names; the vendor may still answer
 *     others. Empty if the error is not about a particular call
 */
public record VendorError(
    Party party, String code, String clause, Optional<String> step, Optional<String> method) {
  private static final int MAX_LENGTH = 300;

  public VendorError {
    clause = line(clause);
  }

  /**
   * The vendor that failed.
   *
   * @param name its display name; the chat's display name comes from the chat's adapter
   */
  public record Party(Role role, String name) {
    public static final Party ENTRA = new Party(Role.ENTRA, "Entra");
    public static final Party AWS = new Party(Role.AWS, "AWS");

    /** What Hourkey uses the vendor for. */
    public enum Role {
      ENTRA,
      AWS,
      CHAT
    }
  }

  /** The vendor answered, but without a usable result. */
  public static VendorError answered(Party party, int status, String code, String details) {
    String both = (status + " " + code).strip();
    return new VendorError(
        party,
        both,
        party.name + " answered " + both + inBrackets(details),
        Optional.empty(),
        Optional.empty());
  }

  /** There was no answer; {@code why} is how the connection failed. */
  public static VendorError unreachable(Party party, Throwable why) {
    Throwable root = why;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage() == null ? "" : ": " + root.getMessage();
    return new VendorError(
        party,
        "",
        party.name
            + " could not be reached"
            + inBrackets(root.getClass().getSimpleName() + message),
        Optional.of("network"),
        Optional.empty());
  }

  /** A failure that has a sentence but no status. */
  public static VendorError said(Party party, String clause) {
    return new VendorError(party, "", clause, Optional.empty(), Optional.empty());
  }

  /** The same, pointing to a heading of docs/install.md. */
  public VendorError see(String part) {
    return new VendorError(party, code, clause, Optional.of(part), method);
  }

  /** The clause, and where to look. */
  public String sentence() {
    return clause + step.map(part -> "; see docs/install.md#" + part).orElse("");
  }

  private static String inBrackets(String details) {
    return details.isBlank() ? "" : " (" + details.strip() + ")";
  }

  private static String line(String text) {
    return PlainText.cut(text.strip().replaceAll("\\s+", " "), MAX_LENGTH);
  }
}
