package dev.hourkey.console;

import dev.hourkey.catalog.Bundle;
import dev.hourkey.request.Beneficiary;
import dev.hourkey.request.SubmissionCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What somebody entered in the form for a request.
 *
 * @param ids those of entitlements and bundles
 * @param start a day and a time in UTC; may be empty
 * @param address of the person it is for, if that is somebody else; may be empty
 */
record RequestInput(
    List<String> ids,
    long seconds,
    String start,
    String address,
    String justification,
    boolean breakGlass) {
  /**
   * The longest address that the form accepts; Entra's limit for a user principal name is lower.
   */
  static final int LONGEST_ADDRESS = 300;

  /** Creates input that contains only the chosen ids. */
  static RequestInput nothing(List<String> ids) {
    return new RequestInput(ids, 0, "", "", "", false);
  }

  /** The input that led to this request, so that it can be corrected. */
  static RequestInput of(SubmissionCommand.NewRequest request) {
    return new RequestInput(
        request.entitlements(),
        request.duration().toSeconds(),
        request.startsAt().map(TimeField::text).orElse(""),
        request.forOther().map(RequestInput::address).orElse(""),
        request.justification(),
        request.breakGlass());
  }

  private static String address(Beneficiary other) {
    return switch (other) {
      case Beneficiary.ByAddress(String address) -> address;
      case Beneficiary.InChat _ -> ""; // The console knows no users of the chat.
    };
  }

  /** Removes duplicates, blanks and characters that no request contains. */
  RequestInput cleaned() {
    return new RequestInput(
        ids.stream().map(RequestPage::cleaned).distinct().toList(),
        seconds,
        start.strip(),
        address.strip(),
        RequestPage.cleaned(justification),
        breakGlass);
  }

  /** The request for this input; without a start if the start can't be read. */
  SubmissionCommand.NewRequest request(List<Bundle> bundles) {
    return new SubmissionCommand.NewRequest(
        Bundle.expand(ids, bundles),
        Duration.ofSeconds(seconds),
        justification,
        TimeField.read(start),
        breakGlass,
        Optional.of(address).filter(text -> !text.isEmpty()).map(Beneficiary.ByAddress::new),
        Optional.empty());
  }

  /** The fields, as the form sends them. */
  List<RateLimitExceededPage.Field> fields() {
    List<RateLimitExceededPage.Field> fields =
        new ArrayList<>(
            ids.stream().map(id -> new RateLimitExceededPage.Field("entitlement", id)).toList());
    fields.add(new RateLimitExceededPage.Field("seconds", Long.toString(seconds)));
    fields.add(new RateLimitExceededPage.Field("justification", justification));
    Stream.of(
            new RateLimitExceededPage.Field("start", start),
            new RateLimitExceededPage.Field("address", address),
            new RateLimitExceededPage.Field("breakGlass", breakGlass ? "yes" : ""))
        .filter(field -> !field.value().isEmpty())
        .forEach(fields::add);
    return fields;
  }
}
