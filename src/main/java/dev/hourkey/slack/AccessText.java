package dev.hourkey.slack;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.AwsAccess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What an entitlement opens, in words: all of it where there is room, else the riskiest, the
 * number, and a button that shows the rest.
 */
final class AccessText {
  /** How many assignments a message names. A button shows all of them where there are more. */
  static final int FIRST = 5;

  /** How many assignments fit into a modal, within Slack's limits of 100 blocks and 250 kB. */
  private static final int MOST_IN_MODAL = 1000;

  static final String MAY_OPEN_MORE =
      ":warning: It may open more: Hourkey's AWS role cannot see assignments in the management"
          + " account.";

  private AccessText() {}

  /**
   * In running text inside {@code mrkdwn}: <em>AdministratorAccess in Production and 3 more</em>.
   */
  static String summary(AwsAccess access) {
    return summary(access, SlackText::escape);
  }

  /** The same for plain text. */
  static String plainSummary(AwsAccess access) {
    return summary(access, SlackText::clean);
  }

  private static String summary(AwsAccess access, UnaryOperator<String> safe) {
    if (access.targets().isEmpty()) {
      return "unknown access";
    }
    AccountAssignment riskiest = access.targets().getFirst();
    int others = access.open().size() - 1;
    return safe.apply(riskiest.permissionSet())
        + " in "
        + safe.apply(riskiest.accountName())
        + (others > 0 ? " and " + others + " more" : "")
        + (access.complete() ? "" : ", perhaps more");
  }

  /** <em>12 assignments in 4 accounts</em>, without those that give no access. */
  static String count(AwsAccess access) {
    int assignments = access.open().size();
    int closed = access.targets().size() - assignments;
    long accounts = access.accounts();
    return "%d assignment%s in %d account%s%s"
        .formatted(
            assignments,
            assignments == 1 ? "" : "s",
            accounts,
            accounts == 1 ? "" : "s",
            closed == 0 ? "" : ", and " + closed + " in inactive accounts");
  }

  /** The riskiest assignments, one per line. */
  static String lines(AwsAccess access, int most) {
    String first =
        access.targets().stream()
            .limit(most)
            .map(AccessText::line)
            .collect(Collectors.joining("\n"));
    int rest = access.targets().size() - most;
    return rest > 0 ? first + "\n• and " + rest + " more" : first;
  }

  private static String line(AccountAssignment target) {
    return "• *%s* in %s (%s)%s"
        .formatted(
            SlackText.escape(target.permissionSet()),
            SlackText.escape(target.accountName()),
            SlackText.escape(target.accountId()),
            target.mayOpen() ? "" : " · account " + target.state().words() + ": gives no access");
  }

  /**
   * Blocks for a message or a form.
   *
   * @param subject tells the button what to show, see {@link #showAll}
   */
  static List<Map<String, Object>> blocks(AwsAccess access, String subject) {
    List<Map<String, Object>> blocks = new ArrayList<>();
    if (access.targets().size() > 1) {
      blocks.add(
          Blocks.section(
              "*Opens " + count(access) + "*, riskiest first:\n" + lines(access, FIRST)));
    }
    if (access.targets().size() > FIRST) {
      blocks.add(Blocks.actions("all:" + subject, List.of(showAll(access, subject))));
    }
    if (!access.complete()) {
      blocks.add(Blocks.context(MAY_OPEN_MORE));
    }
    return blocks;
  }

  private static Map<String, Object> showAll(AwsAccess access, String subject) {
    return Blocks.button(
        Button.SHOW_ACCESS.actionId(), "Show all " + access.targets().size(), subject);
  }

  /** Everything, as a modal. */
  static String modal(String name, AwsAccess access) {
    List<Map<String, Object>> blocks = new ArrayList<>();
    blocks.addAll(
        Blocks.sections(
            "*%s* opens %s, riskiest first:\n%s"
                .formatted(SlackText.escape(name), count(access), lines(access, MOST_IN_MODAL))));
    if (access.targets().size() > MOST_IN_MODAL) {
      blocks.add(Blocks.context("The audit event of the request lists all of them."));
    }
    if (!access.complete()) {
      blocks.add(Blocks.context(MAY_OPEN_MORE));
    }
    return Blocks.json(
        Blocks.map(
            "type",
            "modal",
            "title",
            Blocks.plain("Everything it opens"),
            "close",
            Blocks.plain("Close"),
            "blocks",
            blocks));
  }
}
