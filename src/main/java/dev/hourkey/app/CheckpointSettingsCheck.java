package dev.hourkey.app;

import dev.hourkey.checkpoint.SigningKeys;
import dev.hourkey.transparency.VerifierKey;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Checks the settings for checkpoints of the audit trail. */
final class CheckpointSettingsCheck {
  private static final String KEY = "hourkey.audit.signing-key";
  private static final String KEY_FILE = "hourkey.audit.signing-key-path";
  private static final String ORIGIN = "hourkey.audit.checkpoint-origin";
  private static final String DIRECTORY = "hourkey.audit.checkpoint-directory";
  private static final String BUCKET = "hourkey.audit.checkpoint-s3-bucket";
  private static final String WITNESS = "hourkey.audit.checkpoint-witness-url";
  private static final String WITNESS_KEY = "hourkey.audit.checkpoint-witness-key";
  private static final String TIMESTAMP = "hourkey.audit.checkpoint-timestamp-url";

  /** The origin becomes part of file names and S3 keys. */
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*");

  private static final Pattern INTERVAL = Pattern.compile("[1-9]\\d{0,3}[smh]");

  private final CheckedSettings settings;

  CheckpointSettingsCheck(CheckedSettings settings) {
    this.settings = settings;
  }

  void check() {
    settings.check(
        ORIGIN,
        name -> !NAME.matcher(name).matches(),
        "must be a name like hourkey.example.com/audit/prod, without https://");
    settings.check(
        "hourkey.audit.checkpoint-interval",
        text -> !INTERVAL.matcher(text).matches(),
        "must be a time like 30s, 5m or 1h");
    settings.check(
        "hourkey.audit.checkpoint-s3-retention",
        text -> !text.matches("[1-9]\\d{0,4}d"),
        "must be a number of days, like 400d");
    settings.checkBucket("hourkey.audit.checkpoint-s3");
    settings.checkUrl(WITNESS, "https://witness.example.com");
    settings.checkUrl(TIMESTAMP, "https://timestamp.example.com");
    settings.check(
        WITNESS_KEY,
        text -> VerifierKey.parse(text).isEmpty(),
        "must be a verifier key with type 4, like witness.example+1a2b3c4d+B…");
    if (settings.isSet(WITNESS)) {
      settings.require(WITNESS_KEY, "the key that checks the witness's signatures");
    }
    boolean signs = settings.isSet(KEY) || settings.isSet(KEY_FILE);
    if (signs) {
      checkSigning();
    } else if (Stream.of(DIRECTORY, BUCKET, WITNESS, TIMESTAMP).anyMatch(settings::isSet)) {
      settings.require(KEY, "without it there are no checkpoints to keep");
    }
  }

  private void checkSigning() {
    settings.require(ORIGIN, "the globally unique name of this audit trail");
    if (settings.isSet(KEY) && settings.isSet(KEY_FILE)) {
      settings.problem(KEY + " and " + KEY_FILE + " are both set; keep one.");
    }
    Optional<String> text = settings.value(KEY).or(() -> settings.fileContent(KEY_FILE));
    if (text.isPresent() && SigningKeys.parse(text.get()).isEmpty()) {
      settings.problem( // The value is a secret and is not shown.
          (settings.isSet(KEY) ? KEY : KEY_FILE)
              + " is not an Ed25519 key; see docs/operations.md, Signed checkpoints.");
    }
    if (List.of(DIRECTORY, BUCKET, WITNESS).stream().noneMatch(settings::isSet)) {
      settings.problem(
          "Checkpoints need a place where Hourkey can look for earlier ones: set one of %s, %s, %s."
              .formatted(DIRECTORY, BUCKET, WITNESS));
    }
  }
}
