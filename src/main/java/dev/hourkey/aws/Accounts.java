package dev.hourkey.aws;

import dev.hourkey.catalog.AwsAccountState;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.organizations.model.Account;

/** The names and states of accounts, as far as Organizations shows them. */
@ApplicationScoped
class Accounts {
  private static final Logger LOG = Logger.getLogger(Accounts.class);

  /** How long discovery may use an answer. Requests and approvals need a newer one. */
  private static final Duration KEPT = Duration.ofMinutes(15);

  private static final Duration UNANSWERED = Duration.ofMinutes(1);

  private final IdentityCenter aws;
  private final TtlCache<String, Described> described;

  Accounts(IdentityCenter aws, Clock clock) {
    this.aws = aws;
    this.described =
        new TtlCache<>(clock, one -> one.state() == AwsAccountState.UNKNOWN ? UNANSWERED : KEPT);
  }

  record Described(String name, AwsAccountState state) {}

  /**
   * An account as Organizations described it at {@code since} or later. If Organizations does not
   * answer, the id serves as the name and the state is unknown: an outage of Organizations must not
   * stop access to accounts in other Regions.
   */
  Described describe(String id, Instant since) {
    return described.get(id, this::ask, since);
  }

  private Described ask(String id) {
    try {
      Account account = aws.organizations().describeAccount(r -> r.accountId(id)).account();
      return new Described(name(account.name(), id), state(account));
    } catch (SdkException e) {
      LOG.debugf(e, "AWS Organizations does not describe account %s", id);
      return new Described(id, AwsAccountState.UNKNOWN);
    }
  }

  private static String name(@Nullable String name, String id) {
    return name == null || name.isBlank() ? id : name;
  }

  /**
   * Reads {@code State}, because the older {@code Status} is deprecated. Empty if AWS does not send
   * it.
   */
  private static AwsAccountState state(Account account) {
    return account.state() == null
        ? olderState(account)
        : switch (account.state()) {
          case ACTIVE -> AwsAccountState.ACTIVE;
          case PENDING_ACTIVATION -> AwsAccountState.PENDING_ACTIVATION;
          case SUSPENDED -> AwsAccountState.SUSPENDED;
          case PENDING_CLOSURE -> AwsAccountState.PENDING_CLOSURE;
          case CLOSED -> AwsAccountState.CLOSED;
          case UNKNOWN_TO_SDK_VERSION -> AwsAccountState.UNKNOWN;
        };
  }

  /** Reads {@code Status}, for Regions that do not send {@code State} yet. */
  @SuppressWarnings("deprecation")
  private static AwsAccountState olderState(Account account) {
    return account.status() == null
        ? AwsAccountState.UNKNOWN
        : switch (account.status()) {
          case ACTIVE -> AwsAccountState.ACTIVE;
          case SUSPENDED -> AwsAccountState.SUSPENDED;
          case PENDING_CLOSURE -> AwsAccountState.PENDING_CLOSURE;
          case UNKNOWN_TO_SDK_VERSION -> AwsAccountState.UNKNOWN;
        };
  }
}
