package dev.hourkey.aws;

import dev.hourkey.aws.IdentityCenterAssignments.Assigned;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ssoadmin.model.AccountAssignment;
import software.amazon.awssdk.services.ssoadmin.model.PrincipalType;

/**
 * All permission sets in all accounts: how a delegated administrator finds the assignments of a
 * group. Reading them takes long, so the result is used for the next group too. AWS does not let a
 * delegated administrator see what belongs to the management account. What is refused is therefore
 * left out, and the result is never known to be complete.
 */
@ApplicationScoped
class AssignmentMatrix {
  /**
   * How long discovery may use an answer. Reading thousands of combinations of account and
   * permission set takes half an hour at its rate, and has to serve all groups. Requests and
   * approvals read again.
   */
  private static final Duration KEPT = Duration.ofMinutes(45);

  private final IdentityCenter aws;
  private final TtlCache<String, List<String>> arns;
  private final TtlCache<String, Visible<List<String>>> accounts;
  private final TtlCache<Assigned, Visible<Set<String>>> groups;

  AssignmentMatrix(IdentityCenter aws, Clock clock) {
    this.aws = aws;
    this.arns = new TtlCache<>(clock, KEPT);
    this.accounts = new TtlCache<>(clock, KEPT);
    this.groups = new TtlCache<>(clock, KEPT);
  }

  /** What the group is assigned, as seen at {@code since} or later. */
  List<Assigned> of(String groupId, Instant since) {
    Walk walk = new Walk(groupId, since);
    arns.get(aws.instanceArn(), this::arns, since).forEach(walk::through);
    return walk.found();
  }

  /** One walk through everything. If everything is refused, the refusal is the result. */
  private final class Walk {
    private final String groupId;
    private final Instant since;
    private final List<Assigned> found = new ArrayList<>();
    private boolean sawAnything;
    private @Nullable SdkException refusal;

    Walk(String groupId, Instant since) {
      this.groupId = groupId;
      this.since = since;
    }

    void through(String arn) {
      switch (accounts.get(arn, AssignmentMatrix.this::accounts, since)) {
        case Visible.No<List<String>>(SdkException why) -> refusal = why;
        case Visible.Yes<List<String>>(List<String> ids) ->
            ids.forEach(id -> readGroups(new Assigned(id, arn)));
      }
    }

    private void readGroups(Assigned place) {
      switch (groups.get(place, AssignmentMatrix.this::groups, since)) {
        case Visible.No<Set<String>>(SdkException why) -> refusal = why;
        case Visible.Yes<Set<String>>(Set<String> ids) -> {
          sawAnything = true;
          if (ids.contains(groupId)) {
            found.add(place);
          }
        }
      }
    }

    List<Assigned> found() {
      if (refusal != null && !sawAnything) {
        throw refusal;
      }
      return found;
    }
  }

  /** What AWS showed, or its refusal. */
  private sealed interface Visible<T> {
    record Yes<T>(T value) implements Visible<T> {}

    record No<T>(SdkException why) implements Visible<T> {}

    static <T> Visible<T> of(Supplier<T> call) {
      try {
        return new Yes<>(call.get());
      } catch (SdkException e) {
        if (AwsFailures.denied(e)) {
          return new No<>(e);
        }
        throw e;
      }
    }
  }

  private List<String> arns(String instance) {
    return aws
        .admin()
        .listPermissionSetsPaginator(r -> r.instanceArn(instance).maxResults(100))
        .permissionSets()
        .stream()
        .toList();
  }

  private Visible<List<String>> accounts(String arn) {
    return Visible.of(
        () ->
            aws
                .admin()
                .listAccountsForProvisionedPermissionSetPaginator(
                    r -> r.instanceArn(aws.instanceArn()).permissionSetArn(arn).maxResults(100))
                .accountIds()
                .stream()
                .toList());
  }

  private Visible<Set<String>> groups(Assigned place) {
    return Visible.of(
        () ->
            aws
                .admin()
                .listAccountAssignmentsPaginator(
                    r ->
                        r.instanceArn(aws.instanceArn())
                            .accountId(place.accountId())
                            .permissionSetArn(place.permissionSetArn())
                            .maxResults(100))
                .accountAssignments()
                .stream()
                .filter(row -> row.principalType() == PrincipalType.GROUP)
                .map(AccountAssignment::principalId)
                .collect(Collectors.toSet()));
  }
}
