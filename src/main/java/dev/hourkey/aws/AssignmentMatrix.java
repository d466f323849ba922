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
 * Reads the assignments of all permission sets in all accounts, because a delegated administrator
 * has no other way to find those of a group. Reading takes long, so the result is used for other
 * groups too. AWS does not show a delegated administrator what belongs to the management account.
 * Refused answers are therefore left out, and the result is never known to be complete.
 */
@ApplicationScoped
class AssignmentMatrix {
  /**
   * How long discovery may use an answer. At the permitted rate, reading thousands of combinations
   * of account and permission set takes half an hour, so one result has to serve all groups.
   * Requests and approvals need a newer one.
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

  /** The group's assignments, as seen at {@code since} or later. */
  List<Assigned> of(String groupId, Instant since) {
    Walk walk = new Walk(groupId, since);
    arns.get(aws.instanceArn(), this::arns, since).forEach(walk::through);
    return walk.found();
  }

  /** One walk through all combinations. If AWS refuses all of them, the refusal is the result. */
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
