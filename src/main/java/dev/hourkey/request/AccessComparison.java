package dev.hourkey.request;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.drift.StandingMembershipCheck;
import dev.hourkey.person.DirectoryFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Compares what a request showed to its approvers with what the group opens now. An approval is for
 * what was shown: it does not cover anything that was added since.
 */
@ApplicationScoped
class AccessComparison {
  private static final int MOST_NAMED = 5;

  private final Catalog catalog;
  private final StandingMembershipCheck standingMembers;

  AccessComparison(Catalog catalog, StandingMembershipCheck standingMembers) {
    this.catalog = catalog;
    this.standingMembers = standingMembers;
  }

  sealed interface Result {
    /** The group opens nothing but what was shown, perhaps less. */
    record Covered(AwsAccess now) implements Result {}

    record Refused(SubmissionRefusal.OfAccess why) implements Result {}
  }

  /**
   * Asks Entra about the members of the group if it has to be compared, and AWS what it opens.
   *
   * @throws DirectoryFailure when one could not be asked, or AWS shows too little to compare
   */
  Result compare(AccessRequest request, Entitlement entitlement) {
    if (!standingMembers.groupSettled(entitlement.group())) {
      return new Result.Refused(new SubmissionRefusal.GroupUnsettled(entitlement.group().name()));
    }
    String name = request.access().entitlementName();
    if (!request.sameGroup(entitlement)) {
      return new Result.Refused(
          new SubmissionRefusal.AccessChanged(name, "it now stands for another Entra group"));
    }
    return compare(name, request.access().opens(), catalog.opensNow(entitlement));
  }

  static Result compare(String name, AwsAccess shown, AwsAccess now) {
    if (now.open().isEmpty()) {
      return new Result.Refused(new SubmissionRefusal.OpensNothing(name));
    }
    List<AccountAssignment> added = now.beyond(shown);
    if (!added.isEmpty()) {
      return new Result.Refused(
          new SubmissionRefusal.AccessChanged(name, "it now also opens " + named(added)));
    }
    if (now.cannotBeComparedWith(shown)) {
      throw DirectoryFailure.passing(
          "compare what the group opens with what was shown",
          null,
          new IllegalStateException("AWS shows less of it than when it was requested"));
    }
    return new Result.Covered(now);
  }

  private static String named(List<AccountAssignment> assignments) {
    String first =
        assignments.stream()
            .limit(MOST_NAMED)
            .map(AccountAssignment::words)
            .collect(Collectors.joining(", "));
    return assignments.size() > MOST_NAMED
        ? first + " and " + (assignments.size() - MOST_NAMED) + " more"
        : first;
  }
}
