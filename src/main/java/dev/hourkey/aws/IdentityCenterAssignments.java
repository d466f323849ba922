package dev.hourkey.aws;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.Assignments;
import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.EntraGroup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ssoadmin.model.PrincipalType;

/** The account assignments of Identity Center, seen from a group. */
@ApplicationScoped
class IdentityCenterAssignments implements Assignments {
  /** For more groups than this, all groups are listed, a hundred per call. */
  private static final int MAX_LOOKUPS = 50;

  private static final Set<String> NOT_FROM_HERE =
      Set.of("ValidationException", "UnknownOperationException", "InvalidAction");

  private final IdentityCenter aws;
  private final IdentityStoreGroups groups;
  private final PermissionSets permissionSets;
  private final Accounts accounts;
  private final AssignmentMatrix matrix;
  private final Clock clock;

  IdentityCenterAssignments(
      IdentityCenter aws,
      IdentityStoreGroups groups,
      PermissionSets permissionSets,
      Accounts accounts,
      AssignmentMatrix matrix,
      Clock clock) {
    this.aws = aws;
    this.groups = groups;
    this.permissionSets = permissionSets;
    this.accounts = accounts;
    this.matrix = matrix;
    this.clock = clock;
  }

  /** An assignment: a permission set, by its ARN, in an account. */
  record Assigned(String accountId, String permissionSetArn) {}

  @Override
  public Optional<AwsAccess> opens(EntraGroup group, int ofHowMany) {
    return (ofHowMany > MAX_LOOKUPS ? groups.findListed(group) : groups.find(group))
        .map(id -> opens(group.name(), id, Instant.MIN));
  }

  @Override
  public Optional<AwsAccess> opensNow(EntraGroup group) {
    Instant now = clock.instant();
    return groups.find(group).map(id -> opens(group.name(), id, now));
  }

  @Override
  public Set<String> groups() {
    return AwsFailures.call("list the groups of Identity Center", groups::all);
  }

  /**
   * What a group opens, from answers that AWS gave at {@code since} or later.
   *
   * @param id its id in Identity Center
   */
  AwsAccess opens(String name, String id, Instant since) {
    return AwsFailures.call("read what " + name + " opens in AWS", () -> access(id, since));
  }

  /**
   * Only the management account may list the assignments of one principal, and it sees all of them.
   * Other accounts walk through all assignments and do not see those in the management account.
   */
  private AwsAccess access(String groupId, Instant since) {
    boolean complete = true;
    List<Assigned> assigned;
    try {
      assigned = ofPrincipal(groupId);
    } catch (SdkException e) {
      if (!AwsFailures.denied(e) && !NOT_FROM_HERE.contains(AwsFailures.code(e))) {
        throw e;
      }
      assigned = matrix.of(groupId, since);
      complete = false;
    }
    return new AwsAccess(targets(assigned, since), complete);
  }

  private List<AccountAssignment> targets(List<Assigned> assigned, Instant since) {
    return assigned.stream().distinct().map(one -> target(one, since)).toList();
  }

  private AccountAssignment target(Assigned one, Instant since) {
    PermissionSets.Described set = permissionSets.describe(one.permissionSetArn(), since);
    Accounts.Described account = accounts.describe(one.accountId(), since);
    return new AccountAssignment(
        one.accountId(), account.name(), set.name(), set.session(), account.state());
  }

  private List<Assigned> ofPrincipal(String groupId) {
    return aws
        .admin()
        .listAccountAssignmentsForPrincipalPaginator(
            r ->
                r.instanceArn(aws.instanceArn())
                    .principalType(PrincipalType.GROUP)
                    .principalId(groupId)
                    .maxResults(100))
        .accountAssignments()
        .stream()
        .map(row -> new Assigned(row.accountId(), row.permissionSetArn()))
        .toList();
  }
}
