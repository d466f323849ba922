package dev.hourkey.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwsAccessTest {
  private static final AccountAssignment ADMIN =
      target("AdministratorAccess", AwsAccountState.ACTIVE);
  private static final AccountAssignment READER = target("ReadOnlyAccess", AwsAccountState.ACTIVE);

  @Test
  void the_riskiest_is_first_and_inactive_accounts_are_last() {
    AccountAssignment closed =
        new AccountAssignment("2", "Old", "AdministratorAccess", hours(1), AwsAccountState.CLOSED);
    AccountAssignment own = target("OurDatabases", AwsAccountState.ACTIVE);
    AccountAssignment power = target("PowerUserAccess", AwsAccountState.UNKNOWN);
    assertThat(access(closed, READER, own, READER, ADMIN, power).targets())
        .containsExactly(ADMIN, power, own, READER, closed);
  }

  @ParameterizedTest
  @CsvSource({
    "AdministratorAccess, 0",
    "AWSAdministratorAccess, 0",
    "Database-Admin, 0",
    "S3_Full_Access, 0",
    "PowerUserAccess, 1",
    "ReadWrite, 1",
    "Billing, 2",
    "prod, 2",
    "ReadOnlyAccess, 3",
    "View-Only, 3",
    "SecurityAudit, 3",
    "ReadOnlyAdministrator, 0"
  })
  void a_name_without_a_keyword_ranks_above_a_read_only_name(String name, int rank) {
    assertThat(RiskOrder.rank(name)).isEqualTo(rank);
  }

  @Test
  void an_added_assignment_exceeds_what_was_shown_and_a_removed_one_does_not() {
    assertThat(access(ADMIN, READER).beyond(access(READER))).containsExactly(ADMIN);
    assertThat(access(READER).beyond(access(ADMIN, READER))).isEmpty();
    assertThat(access(READER).beyond(AwsAccess.none())).containsExactly(READER);
  }

  @Test
  void a_suspended_account_was_not_shown_as_open_and_does_not_open() {
    AwsAccess suspended = access(READER, target("AdministratorAccess", AwsAccountState.SUSPENDED));
    assertThat(suspended.beyond(access(READER))).isEmpty();
    assertThat(access(ADMIN, READER).beyond(suspended)).containsExactly(ADMIN);
  }

  @Test
  void access_cannot_be_compared_once_aws_shows_less_of_it_than_before() {
    AwsAccess all = access(READER);
    AwsAccess part = new AwsAccess(List.of(READER), false);
    assertThat(part.cannotBeComparedWith(all)).isTrue();
    assertThat(all.cannotBeComparedWith(part)).isFalse();
    assertThat(part.cannotBeComparedWith(part)).isFalse();
    assertThat(
            access(target("ReadOnlyAccess", AwsAccountState.UNKNOWN))
                .cannotBeComparedWith(access(target("ReadOnlyAccess", AwsAccountState.SUSPENDED))))
        .isTrue();
  }

  @Test
  void the_longest_session_is_known_when_all_are() {
    AccountAssignment long_ =
        new AccountAssignment("2", "Other", "ReadOnlyAccess", hours(12), AwsAccountState.ACTIVE);
    AccountAssignment untold =
        new AccountAssignment(
            "3", "Third", "ReadOnlyAccess", Optional.empty(), AwsAccountState.ACTIVE);
    assertThat(access(READER, long_).longestSession()).isEqualTo(hours(12));
    assertThat(access(READER, long_, untold).longestSession()).isEmpty();
    assertThat(access(READER, long_, untold).longestKnownSession()).isEqualTo(hours(12));
    assertThat(new AwsAccess(List.of(READER), false).longestSession()).isEmpty();
  }

  @Test
  void the_column_returns_what_was_stored() {
    AwsAccessColumn column = new AwsAccessColumn();
    AwsAccess access =
        new AwsAccess(
            Stream.of(
                    ADMIN,
                    new AccountAssignment(
                        "3", "\"x\"", "y", Optional.empty(), AwsAccountState.UNKNOWN))
                .toList(),
            false);
    assertThat(column.convertToEntityAttribute(column.convertToDatabaseColumn(access)))
        .isEqualTo(access);
  }

  private static AwsAccess access(AccountAssignment... targets) {
    return new AwsAccess(List.of(targets), true);
  }

  private static AccountAssignment target(String permissionSet, AwsAccountState state) {
    return new AccountAssignment("1", "Production", permissionSet, hours(1), state);
  }

  private static Optional<Duration> hours(int hours) {
    return Optional.of(Duration.ofHours(hours));
  }
}
