package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.AwsAccountState;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.request.RequestApprovalCheck.AccessNow;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestApprovalAccessTest {
  private static final AccountAssignment READER = target("ReadOnlyAccess", AwsAccountState.ACTIVE);
  private static final AccountAssignment ADMIN =
      target("AdministratorAccess", AwsAccountState.ACTIVE);

  @Test
  void an_approval_covers_what_was_shown_or_less() {
    AwsAccess less = access(READER);
    assertThat(RequestApprovalCheck.compare("Production", access(READER, ADMIN), less))
        .isEqualTo(new AccessNow.Covered(less));
  }

  @Test
  void an_approval_does_not_cover_later_additions() {
    assertThat(RequestApprovalCheck.compare("Production", access(READER), access(READER, ADMIN)))
        .isEqualTo(
            new AccessNow.Refused(
                new SubmissionRefusal.AccessChanged(
                    "Production", "it now also opens AdministratorAccess in Production")));
  }

  @Test
  void an_account_that_is_no_longer_suspended_counts_as_added() {
    AwsAccess shown = access(READER, target("AdministratorAccess", AwsAccountState.SUSPENDED));
    assertThat(RequestApprovalCheck.compare("Production", shown, access(READER, ADMIN)))
        .isInstanceOf(AccessNow.Refused.class);
    assertThat(RequestApprovalCheck.compare("Production", access(READER, ADMIN), shown))
        .isInstanceOf(AccessNow.Covered.class);
  }

  @Test
  void a_group_that_opens_nothing_is_not_worth_an_approval() {
    assertThat(RequestApprovalCheck.compare("Production", access(READER), AwsAccess.none()))
        .isEqualTo(new AccessNow.Refused(new SubmissionRefusal.OpensNothing("Production")));
  }

  @Test
  void access_that_aws_does_not_show_completely_cannot_be_compared() {
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(
            () ->
                RequestApprovalCheck.compare(
                    "Production", access(READER), new AwsAccess(List.of(READER), false)));
  }

  private static AwsAccess access(AccountAssignment... targets) {
    return new AwsAccess(List.of(targets), true);
  }

  private static AccountAssignment target(String permissionSet, AwsAccountState state) {
    return new AccountAssignment(
        "111122223333", "Production", permissionSet, Optional.empty(), state);
  }
}
