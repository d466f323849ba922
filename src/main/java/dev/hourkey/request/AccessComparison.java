package dev.hourkey.request;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.Entitlement;
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

  AccessComparison(Catalog catalog) {
    this.catalog = catalog;
  }

  sealed interface Result {
    /** The group opens nothing but what was shown, perhaps less. */
    record Covered(AwsAccess now) implements Result {}

    /** It does not; {@code why} is a clause like <em>it now also opens …</em>. */
    record Changed(String why) implements Result {}

    /** It opens nothing at the moment. */
    record Nothing() implements Result {}
  }

  /**
   * Asks AWS for this one group. That it opens nothing may be a stale answer, so it is told apart.
   *
   * @throws DirectoryFailure when AWS could not be asked, or shows too little to compare
   */
  Result compare(AccessRequest request, Entitlement wanted) {
    if (!request.sameGroup(wanted)) {
      return new Result.Changed("it now stands for another Entra group");
    }
    return compare(request.opens(), catalog.opensNow(wanted));
  }

  static Result compare(AwsAccess shown, AwsAccess now) {
    if (now.open().isEmpty()) {
      return new Result.Nothing();
    }
    List<AccountAssignment> added = now.beyond(shown);
    if (!added.isEmpty()) {
      return new Result.Changed("it now also opens " + named(added));
    }
    if (now.cannotBeComparedWith(shown)) {
      throw DirectoryFailure.passing(
          "compare what the group opens with what was shown",
          null,
          new IllegalStateException("AWS shows less of it than when it was requested"));
    }
    return new Result.Covered(now);
  }

  private static String named(List<AccountAssignment> targets) {
    String first =
        targets.stream()
            .limit(MOST_NAMED)
            .map(one -> one.permissionSet() + " in " + one.accountName())
            .collect(Collectors.joining(", "));
    return targets.size() > MOST_NAMED
        ? first + " and " + (targets.size() - MOST_NAMED) + " more"
        : first;
  }
}
