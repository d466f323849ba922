package dev.hourkey.console;

import dev.hourkey.evidence.AccessReview.Decision;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the decisions out of the form of an access review, whose fields end with numbers. */
final class AccessReviewForm {
  private static final Pattern DECISION = Pattern.compile("decision-(\\d{1,9})");

  private AccessReviewForm() {}

  /**
   * The decisions, by number. One comment may apply to all decisions without a comment of their
   * own.
   *
   * @param form with {@code decision-N}, {@code comment-N} and {@code comment}
   */
  static Map<Integer, Decision> decisions(MultivaluedMap<String, String> form) {
    Map<Integer, Decision> decisions = new TreeMap<>();
    String forAll = text(form, "comment");
    form.forEach(
        (field, values) -> {
          Matcher name = DECISION.matcher(field);
          if (name.matches() && !values.isEmpty() && isDecision(values.getFirst())) {
            String own = text(form, "comment-" + name.group(1));
            decisions.put(
                Integer.valueOf(name.group(1)),
                new Decision(values.getFirst().equals("keep"), own.isBlank() ? forAll : own));
          }
        });
    return decisions;
  }

  private static boolean isDecision(String value) {
    return value.equals("keep") || value.equals("remove");
  }

  private static String text(MultivaluedMap<String, String> form, String field) {
    String typed = form.getFirst(field);
    return typed == null ? "" : RequestPage.cleaned(typed);
  }
}
