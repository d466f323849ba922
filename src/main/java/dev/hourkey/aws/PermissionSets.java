package dev.hourkey.aws;

import dev.hourkey.person.DirectoryFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The names of permission sets and how long their sessions last. */
@ApplicationScoped
class PermissionSets {
  /** How long discovery may use an answer. Requests and approvals need a newer one. */
  private static final Duration KEPT = Duration.ofMinutes(15);

  private final IdentityCenter aws;
  private final TtlCache<String, Described> described;
  private final Map<String, String> arns = new ConcurrentHashMap<>();

  PermissionSets(IdentityCenter aws, Clock clock) {
    this.aws = aws;
    this.described = new TtlCache<>(clock, KEPT);
  }

  record Described(String name, Optional<Duration> session) {}

  /** A permission set as it was described at {@code since} or later. */
  Described describe(String arn, Instant since) {
    return described.get(arn, this::ask, since);
  }

  private Described ask(String arn) {
    var set =
        aws.admin()
            .describePermissionSet(r -> r.instanceArn(aws.instanceArn()).permissionSetArn(arn))
            .permissionSet();
    arns.put(set.name(), arn);
    return new Described(set.name(), session(set.sessionDuration()));
  }

  /** The ARN of a permission set that was described before. */
  Optional<String> arn(String name) {
    return Optional.ofNullable(arns.get(name));
  }

  /**
   * The ARN of the permission set with this name. If it was not described before, for example after
   * a restart, all permission sets are listed.
   *
   * @throws DirectoryFailure when there is none
   */
  String find(String name) {
    return arn(name).or(() -> listed(name)).orElseThrow(() -> missing(name));
  }

  private Optional<String> listed(String name) {
    return aws
        .admin()
        .listPermissionSetsPaginator(r -> r.instanceArn(aws.instanceArn()).maxResults(100))
        .permissionSets()
        .stream()
        .filter(arn -> describe(arn, Instant.MIN).name().equals(name))
        .findFirst();
  }

  private static DirectoryFailure missing(String name) {
    return DirectoryFailure.lasting(
        "find the permission set " + name,
        new IllegalStateException("Identity Center has none with this name"));
  }

  private static Optional<Duration> session(@Nullable String text) {
    try {
      return Optional.ofNullable(text).map(Duration::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
