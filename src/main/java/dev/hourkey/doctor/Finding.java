package dev.hourkey.doctor;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.VendorError;
import dev.hourkey.text.PlainText;
import java.util.Collection;
import java.util.Optional;

/**
 * What a check found. It contains no secret.
 *
 * @param tried what was tried, in words
 * @param found what came back
 * @param advice what to do; empty when there is nothing to do
 * @param page the section of the documentation that says more
 */
public record Finding(
    Area area, String tried, Outcome outcome, String found, String advice, String page) {
  private static final int MAX_LENGTH = 500;

  static Finding ok(Area area, String tried, String found) {
    return new Finding(area, tried, Outcome.OK, found, "", area.page());
  }

  static Finding note(Area area, String tried, String found, String advice) {
    return new Finding(area, tried, Outcome.NOTE, found, advice, area.page());
  }

  static Finding wrong(Area area, String tried, String found, String advice) {
    return new Finding(area, tried, Outcome.WRONG, found, advice, area.page());
  }

  static Finding unknown(Area area, String tried, String found, String advice) {
    return new Finding(area, tried, Outcome.UNKNOWN, found, advice, area.page());
  }

  /** The finding when an adapter did not get an answer. */
  static Finding failed(Area area, String tried, DirectoryFailure failure) {
    Optional<VendorError> said = failure.vendorError();
    boolean lasts = failure.lasting() || failure.ofCredentials();
    String what = said.map(VendorError::clause).orElseGet(failure::forLog);
    Optional<FailureAdvice> known = FailureAdvice.of(failure);
    return new Finding(
        area,
        tried,
        lasts ? Outcome.WRONG : Outcome.UNKNOWN,
        known.map(one -> one.after(what)).orElse(what),
        known
            .map(FailureAdvice::advice)
            .orElse(
                lasts
                    ? "Follow the section, and run doctor again."
                    : "Try again. If it fails again, allow HTTPS from this machine to the vendor."),
        known
            .map(FailureAdvice::page)
            .or(() -> said.flatMap(VendorError::step).map(DocumentationLinks::section))
            .orElse(lasts ? area.page() : DocumentationLinks.MACHINE));
  }

  /** The same finding with another section. */
  Finding see(String section) {
    return new Finding(area, tried, outcome, found, advice, section);
  }

  /** The same finding with other advice. */
  Finding advise(String other) {
    return new Finding(area, tried, outcome, found, other, page);
  }

  /** The same finding with another outcome. */
  Finding as(Outcome other) {
    return new Finding(area, tried, other, found, advice, page);
  }

  /**
   * The same finding, with each text on one line, without control characters and without these
   * secrets. A vendor's error may repeat what was sent to the vendor.
   */
  Finding without(Collection<String> secrets) {
    String shown = found;
    for (String secret : secrets) {
      shown = shown.replace(secret, "…");
    }
    return new Finding(area, line(tried), outcome, line(shown), line(advice), page);
  }

  private static String line(String text) {
    return PlainText.cut(text.strip().replaceAll("[\\s\\p{Cntrl}]+", " "), MAX_LENGTH);
  }
}
