package dev.hourkey.doctor;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.VendorError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Checks that the places that keep copies of the audit trail exist. Writes nothing to them. */
public final class AuditChecks {
  private final AwsDiagnostics aws;

  public AuditChecks(AwsDiagnostics aws) {
    this.aws = aws;
  }

  /**
   * A bucket that is set.
   *
   * @param lists whether Hourkey's role may list it; if not, doctor can only see that it is missing
   */
  public record Bucket(String setting, String name, Optional<String> region, boolean lists) {
    /** The buckets that the settings name. */
    public static List<Bucket> all(Function<String, Optional<String>> settings) {
      return Stream.of(
              of("hourkey.audit.checkpoint-s3", true, settings),
              of("hourkey.audit.export-s3", false, settings))
          .flatMap(Optional::stream)
          .toList();
    }

    /** The bucket that the settings with this prefix name, if they name one. */
    private static Optional<Bucket> of(
        String prefix, boolean lists, Function<String, Optional<String>> settings) {
      return settings
          .apply(prefix + "-bucket")
          .map(
              name ->
                  new Bucket(prefix + "-bucket", name, settings.apply(prefix + "-region"), lists));
    }
  }

  public List<Finding> findings(Optional<Path> directory, List<Bucket> buckets) {
    List<Finding> findings = new ArrayList<>();
    directory.map(AuditChecks::directory).ifPresent(findings::add);
    buckets.stream().map(this::bucket).forEach(findings::add);
    return findings;
  }

  static Finding directory(Path directory) {
    String tried = "Look for the directory of checkpoints " + directory;
    return !Files.isDirectory(directory)
        ? Finding.wrong(Area.AUDIT, tried, "There is no such directory.", "Create it, or mount it.")
        : !Files.isWritable(directory)
            ? Finding.wrong(
                Area.AUDIT,
                tried,
                "The user that Hourkey runs as is not allowed to write to it.",
                "Allow that user to write to it (65532 in the container).")
            : Finding.ok(Area.AUDIT, tried, "It exists, and Hourkey may write to it.");
  }

  private Finding bucket(Bucket bucket) {
    try {
      String account = aws.caller().account();
      aws.bucket(bucket.name(), bucket.region(), Optional.of(account));
      return Finding.ok(Area.AUDIT, tried(bucket), "It exists, in the account " + account + ".");
    } catch (DirectoryFailure failure) {
      return denied(failure) ? ownedByAnotherAccount(bucket) : refused(bucket, failure);
    }
  }

  /** A log archive is often in another account, but so is a bucket that a stranger has created. */
  private Finding ownedByAnotherAccount(Bucket bucket) {
    try {
      aws.bucket(bucket.name(), bucket.region(), Optional.empty());
      return Finding.note(
          Area.AUDIT,
          tried(bucket),
          "It exists, but belongs to a different account from Hourkey's role.",
          "Make sure that this account is yours: anybody could have created a bucket with this name.");
    } catch (DirectoryFailure failure) {
      return refused(bucket, failure);
    }
  }

  /**
   * The finding about the collector's answer to a message without events.
   *
   * @param token whether Hourkey sends it tokens of its Entra application
   */
  public static Finding collector(String host, int status, boolean token) {
    String tried = triedCollector(host);
    String found = "It answered %d to a message without events.".formatted(status);
    Finding finding =
        switch (status) {
          case 401, 403 ->
              Finding.wrong(
                  Area.AUDIT,
                  tried,
                  found,
                  token
                      ? "Give Hourkey's Entra application the role Monitoring Metrics Publisher on"
                          + " the data collection rule; it can take half an hour to take effect."
                      : "Set hourkey.audit.export-secret to the whole value of the header, like"
                          + " 'Splunk 0123…', with a token that is enabled.");
          case 404, 405, 301, 302, 303, 307, 308 ->
              Finding.wrong(
                  Area.AUDIT,
                  tried,
                  found,
                  "Set hourkey.audit.export-url to the address that accepts events.");
          default ->
              // Splunk answers 400 if the token is good and the message has no event.
              status / 100 == 2 || status == 400
                  ? Finding.ok(Area.AUDIT, tried, "It does.")
                  : Finding.unknown(Area.AUDIT, tried, found, "Try again.");
        };
    return finding.see(DocumentationLinks.DELIVERY);
  }

  /** The finding when the collector did not answer; {@code why} is a sentence. */
  public static Finding collectorDidNotAnswer(String host, String why) {
    return Finding.unknown(
            Area.AUDIT,
            triedCollector(host),
            why,
            "Follow doctor's advice about the network and Entra, and run it again.")
        .see(DocumentationLinks.DELIVERY);
  }

  private static String triedCollector(String host) {
    return "Ask the collector %s whether it accepts the credential".formatted(host);
  }

  private static boolean denied(DirectoryFailure failure) {
    return failure.vendorError().map(VendorError::code).orElse("").startsWith("403");
  }

  private static String tried(Bucket bucket) {
    return "Look for the bucket " + bucket.name() + " of " + bucket.setting();
  }

  static Finding refused(Bucket bucket, DirectoryFailure failure) {
    Finding finding = Finding.failed(Area.AUDIT, tried(bucket), failure).see(Area.AUDIT.page());
    String code = failure.vendorError().map(VendorError::code).orElse("");
    if (code.contains("NoSuchBucket")) {
      return finding.as(Outcome.WRONG).advise("Create the bucket, or correct its name.");
    }
    if (code.startsWith("301") || code.contains("PermanentRedirect")) {
      return finding.as(Outcome.WRONG).advise("Set the bucket's Region.");
    }
    if (!denied(failure)) {
      return finding;
    }
    return bucket.lists()
        ? finding
            .as(Outcome.WRONG)
            .advise("Allow s3:ListBucket and the other S3 actions that the linked page lists.")
        : finding
            .as(Outcome.NOTE)
            .advise(
                "It exists. The role may only write to it, so doctor cannot tell who owns it: make"
                    + " sure that an account of yours owns it.");
  }
}
