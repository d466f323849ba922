package dev.hourkey.app;

import dev.hourkey.aws.AwsRegions;
import dev.hourkey.catalog.SpellingSuggestion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The values of settings and the problems found in them, one sentence for each problem. */
final class CheckedSettings {
  private static final Pattern QUOTED = Pattern.compile("\".*\"|'.*'|<.*>", Pattern.DOTALL);
  private static final Pattern ID =
      Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

  private final Map<String, String> values;
  private final List<String> problems = new ArrayList<>();

  CheckedSettings(Map<String, String> values) {
    this.values = values;
  }

  Set<String> names() {
    return values.keySet();
  }

  /** The value of a key; empty if it is missing or blank, or refers to a value that is missing. */
  Optional<String> value(String key) {
    return Optional.ofNullable(values.get(key))
        .filter(value -> !value.isBlank() && !value.equals(Settings.UNRESOLVED));
  }

  /** An expression that cannot be resolved leaves a setting without a value. */
  void checkResolved(String key) {
    if (isUnresolved(key)) {
      problem(
          "%s (%s) contains ${…}, which refers to another setting or variable, but none has that name. Write the value itself; if the value contains these characters, write \\${."
              .formatted(key, Settings.variable(key)));
    }
  }

  private boolean isUnresolved(String key) {
    return Settings.UNRESOLVED.equals(values.get(key));
  }

  boolean isSet(String key) {
    return value(key).isPresent();
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  void problem(String sentence) {
    problems.add(sentence);
  }

  void require(String key, String why) {
    if (!isSet(key) && !isUnresolved(key)) {
      problem(key + " (" + Settings.variable(key) + ") is missing: " + why + ".");
    }
  }

  /** Adds a problem if the key has a value that is wrong. */
  void check(String key, Predicate<String> isWrong, String sentence) {
    value(key).filter(isWrong).ifPresent(_ -> problem(key + " " + sentence + "."));
  }

  /**
   * Adds a problem if the value is neither true nor false: SmallRye would read anything else as
   * false.
   */
  void checkTrueOrFalse(String key) {
    check(
        key,
        value -> !Set.of("true", "false").contains(value.strip().toLowerCase(Locale.ROOT)),
        "must be true or false");
  }

  void checkUrl(String key, String example) {
    check(key, text -> parsed(text).map(URI::getHost).isEmpty(), "must be a URL like " + example);
  }

  /** Checks an address that receives credentials or sign-ins: plain HTTP only on loopback. */
  void checkSecureUrl(String key, String example, String why) {
    checkUrl(key, example);
    check(
        key,
        url ->
            parsed(url)
                .filter(parsed -> parsed.getHost() != null)
                .filter(parsed -> !"https".equalsIgnoreCase(parsed.getScheme()))
                .filter(_ -> !isLoopback(url))
                .isPresent(),
        "must begin with https, because " + why);
  }

  void checkDate(String key) {
    check(key, text -> !isDate(text.strip()), "must be a date like 2027-03-01");
  }

  private static boolean isDate(String text) {
    try {
      LocalDate _ = LocalDate.parse(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  /**
   * Checks for the white space that {@code echo} or an editor adds to a secret. Vendors reject a
   * secret with white space without saying why.
   */
  void checkSurroundingSpace(String key) {
    check(
        key,
        value -> !value.equals(value.strip()) || value.chars().anyMatch(CheckedSettings::isUnseen),
        "(%s) begins or ends with white space or contains a line break or an invisible character; remove it, for instance by writing the file with printf instead of echo"
            .formatted(Settings.variable(key)));
  }

  /** Whether a character is invisible. Copying from a page or a document adds such characters. */
  private static boolean isUnseen(int character) {
    return Character.isISOControl(character)
        || Character.getType(character) == Character.FORMAT
        || (Character.isSpaceChar(character) && character != ' ');
  }

  /** Checks for typographic dashes and quotation marks, which an HTTP header can't contain. */
  void checkAscii(String key) {
    check(
        key,
        value -> value.chars().anyMatch(character -> character > '~' && !isUnseen(character)),
        "(%s) contains a character outside ASCII, such as a long dash; copy the value again from its source"
            .formatted(Settings.variable(key)));
  }

  /**
   * Only a shell removes the quotation marks in an environment file. Other programs treat them as
   * part of the value.
   */
  void checkNoQuotes(String key) {
    check(
        key,
        value -> QUOTED.matcher(value.strip()).matches(),
        "(%s) is in quotation marks or angle brackets; remove them"
            .formatted(Settings.variable(key)));
  }

  /** Entra always shows a secret's id but its value only once, so people easily copy the id. */
  void checkNotAnId(String key) {
    check(
        key,
        CheckedSettings::isId,
        "must be the value of the secret; this is its id. Entra shows the value only once: create"
            + " a new secret");
  }

  /** Whether a value has the form of Entra's ids. */
  static boolean isId(String value) {
    return ID.matcher(value.strip()).matches();
  }

  /** AWS shows buckets in several forms, but accepts only a name or the ARN of an access point. */
  void checkBucket(String prefix) {
    check(
        prefix + "-bucket",
        name -> !name.contains(":accesspoint") && (name.contains("/") || name.contains(":::")),
        "must be the name of the bucket, without s3://, arn: or a path");
    checkRegion(prefix + "-region");
  }

  void checkRegion(String key) {
    value(key)
        .map(String::strip)
        .filter(region -> !AwsRegions.known().contains(region))
        .ifPresent(
            region ->
                problem(
                    "%s: AWS has no Region '%s' that this version knows%s"
                        .formatted(key, region, suggestion(region, AwsRegions.known()))));
  }

  /** The end of a sentence about an unknown word, with the word that was probably meant. */
  static String suggestion(String word, Set<String> known) {
    return SpellingSuggestion.nearest(word, known)
        .map(meant -> "; did you mean " + meant + "?")
        .orElse(".");
  }

  /** The content of the file that a setting names; a file that cannot be read is a problem. */
  Optional<String> fileContent(String key) {
    if (!isSet(key)) {
      return Optional.empty();
    }
    String file = value(key).get();
    try {
      return Optional.of(Files.readString(Path.of(file), StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException e) {
      problem(key + ": there is no file " + file + ".");
    } catch (AccessDeniedException e) {
      problem(key + ": the user that Hourkey runs as is not allowed to read " + file + ".");
    } catch (IOException | InvalidPathException e) {
      problem(key + ": " + file + " cannot be read (" + e.getMessage() + ").");
    }
    return Optional.empty();
  }

  static Optional<URI> parsed(String text) {
    try {
      return Optional.of(URI.create(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static boolean isLoopback(String url) {
    try {
      Optional<String> host = parsed(url).map(URI::getHost);
      return host.isPresent() && InetAddress.getByName(host.get()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
