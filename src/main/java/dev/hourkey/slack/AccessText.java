package dev.hourkey.slack;

import dev.hourkey.catalog.AccessSnapshot;
import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.text.Counted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Describes what an entitlement opens: everything if there is room; otherwise the riskiest
 * assignments, their number, and a button that shows all of them.
 */
final class AccessText {
  /** How many assignments a message names. A button shows all of them where there are more. */
  static final int FIRST = 5;

  /** How many assignments fit into a modal, within Slack's limits of 100 blocks and 250 kB. */
  private static final int MAX_IN_MODAL = 1000;

  static final String MAY_OPEN_MORE =
      ":warning: It may open more: Hourkey's AWS role cannot see assignments in the management"
          + " account.";

  private AccessText() {}

  /** For running text: <em>AdministratorAccess in Production and 3 more</em>. */
  static Sentence summary(AwsAccess access) {
    if (access.targets().isEmpty()) {
      return Sentence.of("unknown access");
    }
    AccountAssignment riskiest = access.targets().getFirst();
    int others = access.open().size() - 1;
    return Sentence.of("{} in {}", riskiest.permissionSet(), riskiest.accountName())
        .then(others > 0 ? Sentence.of(" and {} more", others) : Sentence.NOTHING)
        .then(access.complete() ? "" : ", perhaps more");
  }

  /** <em>12 assignments in 4 accounts</em>, without those that give no access. */
  static String count(AwsAccess access) {
    int assignments = access.open().size();
    int closed = access.targets().size() - assignments;
    long accounts = access.accounts();
    return Counted.of(assignments, "assignment")
        + " in "
        + Counted.of(accounts, "account")
        + (closed == 0 ? "" : ", and " + closed + " in inactive accounts");
  }

  /** The riskiest assignments, one per line. */
  static String lines(AwsAccess access, int max) {
    String first =
        access.targets().stream()
            .limit(max)
            .map(target -> line(target).mrkdwn())
            .collect(Collectors.joining("\n"));
    int rest = access.targets().size() - max;
    return rest > 0 ? first + "\n• and " + rest + " more" : first;
  }

  /**
   * The riskiest assignments, one per line, how many more there are, and a note if Hourkey is not
   * allowed to see all of them.
   */
  static Sentence list(AwsAccess access) {
    List<Sentence> lines =
        access.targets().stream().limit(FIRST).map(AccessText::line).collect(Collectors.toList());
    int rest = access.targets().size() - FIRST;
    if (rest > 0) {
      lines.add(Sentence.of("• and {} more", rest));
    }
    if (!access.complete()) {
      lines.add(Sentence.of(MAY_OPEN_MORE));
    }
    return Sentence.joined("\n", lines);
  }

  private static Sentence line(AccountAssignment target) {
    return Sentence.of(
            "• *{}* in {} ({})", target.permissionSet(), target.accountName(), target.accountId())
        .then(
            target.mayOpen()
                ? Sentence.NOTHING
                : Sentence.of(" · account {}: gives no access", target.state().words()));
  }

  /**
   * Blocks for a message or a form.
   *
   * @param subject what the button shows
   */
  static List<Block> blocks(AwsAccess access, String subject) {
    List<Block> blocks = new ArrayList<>();
    int targets = access.targets().size();
    if (targets > 1) {
      blocks.add(
          new Block.Section(
              "*Opens " + count(access) + "*, riskiest first:\n" + lines(access, FIRST)));
    }
    if (targets > FIRST) {
      blocks.add(
          new Block.Actions(
              "all:" + subject,
              List.of(Button.of(ActionId.SHOW_ACCESS, "Show all " + targets, subject))));
    }
    if (!access.complete()) {
      blocks.add(new Block.Context(MAY_OPEN_MORE));
    }
    return blocks;
  }

  /**
   * A note that AWS sessions can outlast a grant of this duration; empty if no session is known to
   * last that long.
   */
  static Optional<Block> sessionNote(AwsAccess access, Duration grant) {
    return access
        .longestKnownSession()
        .filter(session -> session.compareTo(grant) > 0)
        .map(
            session ->
                new Block.Context(
                    Sentence.of(
                        "AWS sessions last up to {}, so one that is open at the end can outlast the"
                            + " access.",
                        session)));
  }

  /** Shows everything that was requested or granted, in a modal. */
  static Modal modal(AccessSnapshot access) {
    return modal(access.entitlementName(), access.opens());
  }

  /** Shows everything that an entitlement opens, in a modal. */
  static Modal modal(String name, AwsAccess access) {
    List<Block> blocks =
        new ArrayList<>(
            Block.sections(
                "*%s* opens %s, riskiest first:\n%s"
                    .formatted(
                        SlackText.escape(name), count(access), lines(access, MAX_IN_MODAL))));
    if (access.targets().size() > MAX_IN_MODAL) {
      blocks.add(new Block.Context("The audit event of the request lists all of them."));
    }
    if (!access.complete()) {
      blocks.add(new Block.Context(MAY_OPEN_MORE));
    }
    return Modal.page("Everything it opens", blocks);
  }
}
