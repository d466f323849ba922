package dev.hourkey.aws;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What permission sets are called and how long their sessions last. */
@ApplicationScoped
class PermissionSets {
  private final IdentityCenter aws;
  private final TtlCache<String, Described> described;

  PermissionSets(IdentityCenter aws, Clock clock) {
    this.aws = aws;
    this.described = new TtlCache<>(clock);
  }

  record Described(String name, Optional<Duration> session) {}

  Described describe(String arn) {
    return described.get(arn, this::ask);
  }

  private Described ask(String arn) {
    var set =
        aws.admin()
            .describePermissionSet(r -> r.instanceArn(aws.instanceArn()).permissionSetArn(arn))
            .permissionSet();
    return new Described(set.name(), session(set.sessionDuration()));
  }

  private static Optional<Duration> session(@Nullable String text) {
    try {
      return Optional.ofNullable(text).map(Duration::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
