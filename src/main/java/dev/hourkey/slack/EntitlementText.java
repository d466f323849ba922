package dev.hourkey.slack;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.policy.Risk;
import dev.hourkey.text.Counted;
import java.util.List;

/** What people read about an entitlement before they request it: what it opens, and who decides. */
final class EntitlementText {
  private EntitlementText() {}

  /** One line about an entitlement that is shown with everything that it opens. */
  static Sentence about(Entitlement one) {
    List<AccountAssignment> targets = one.opens().targets();
    Sentence opens =
        targets.size() == 1
            ? Sentence.of(
                "*{}* ({}) · {}",
                targets.getFirst().accountName(),
                targets.getFirst().accountId(),
                targets.getFirst().permissionSet())
            : Sentence.of(AccessText.count(one.opens()));
    return opens.then(" · ").then(decided(one));
  }

  /** A few lines about one of several entitlements. */
  static Sentence entry(Entitlement one) {
    return Sentence.of("*{}* · ", one.name())
        .then(decided(one))
        .then("\n")
        .then(AccessText.list(one.opens()));
  }

  private static Sentence decided(Entitlement one) {
    return approvals(one).then(one.policy().risk() == Risk.HIGH ? " · :warning: high risk" : "");
  }

  private static Sentence approvals(Entitlement one) {
    int needed = one.policy().noApprovals().missing();
    Sentence usually = Sentence.of(one.overrides().isEmpty() ? "" : "usually ");
    return needed == 0
        ? usually.then("granted at once")
        : usually
            .then("needs {} from {}", Counted.of(needed, "approval"), approvers(one))
            .then(
                one.channel()
                    .map(channel -> Sentence.of(" in {}", new Sentence.Channel(channel)))
                    .orElse(Sentence.NOTHING));
  }

  /** Who must approve it, in words; nothing if nobody must. */
  static Sentence approvers(Entitlement one) {
    return Sentence.joined(
        ", then by ",
        one.policy().noApprovals().stages().stream()
            .filter(stage -> stage.needed() > 0)
            .map(stage -> Sentence.of("{}", stage.approvers()))
            .toList());
  }
}
