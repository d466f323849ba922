package dev.hourkey.slack;

import dev.hourkey.catalog.AccessPortal;
import dev.hourkey.catalog.AccountAssignment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How the holder of a grant gets into AWS: links to the console and command-line profiles. */
record AccessInstructions(GrantDetails grant, AccessPortal portal) {
  /** How many assignments get a button and a profile each; a message has no room for many. */
  private static final int MAX_ASSIGNMENTS = 3;

  /** Slack's limit for the address of a button. */
  private static final int MAX_LINK_LENGTH = 3000;

  /** What an active grant shows, apart from its buttons. */
  List<Block> blocks(Instant liveSince) {
    List<Block> blocks = new ArrayList<>();
    List<AccountAssignment> open = grant.opens().open();
    Sentence only =
        open.size() == 1
            ? Sentence.of(
                "{} in {} ({}) · ",
                open.getFirst().permissionSet(),
                open.getFirst().accountName(),
                open.getFirst().accountId())
            : Sentence.NOTHING;
    blocks.add(
        new Block.Context(
            only.then("Active in AWS {} after the approval.", tookAtLeastASecond(liveSince))));
    blocks.add(
        new Block.Context(
            "Account missing in the AWS access portal? Sign out and in again. AWS can take up to"
                + " an hour."));
    blocks.addAll(AccessText.blocks(grant.opens(), "grant:" + grant.id()));
    if (grant.profileKnown()) {
      blocks.add(
          new Block.Context(
              Sentence.of(
                  "Command line: `aws sso login --profile {}`, as last time.",
                  grant.entitlement())));
    } else {
      blocks.addAll(commandLine());
    }
    if (open.size() > first().size()) {
      blocks.add(new Block.Context(moreLink(open.size() - first().size())));
    }
    return blocks;
  }

  /** The profile, and the commands that use it. */
  private List<Block> commandLine() {
    return first().isEmpty()
        ? List.of()
        : List.of(
            new Block.Section(
                "Command line: add this once to `~/.aws/config` (or run `aws configure sso`):"),
            new Block.Code(portal.cliProfiles(grant.entitlement(), first())),
            new Block.Code(
                "aws sso login --profile %1$s\naws sts get-caller-identity --profile %1$s"
                    .formatted(grant.entitlement())));
  }

  /** The profile in a window of its own. */
  Modal profile() {
    return Modal.page("Command-line profile", commandLine());
  }

  /** The button that opens that window; absent if the message already shows the profile. */
  Optional<Button> showProfile() {
    return grant.profileKnown()
        ? Optional.of(Button.of(ActionId.SHOW_PROFILE, "Show CLI profile", grant.id()))
        : Optional.empty();
  }

  /** Buttons that open the console. */
  List<Button> links() {
    List<Button> links = new ArrayList<>();
    List<AccountAssignment> first = first();
    for (int i = 0; i < first.size(); i++) {
      boolean main = i == 0;
      String actionId = ActionId.OPEN_CONSOLE.value() + (main ? "" : "_" + (i + 1));
      AccountAssignment target = first.get(i);
      String text = first.size() == 1 ? "Open AWS console" : SlackText.line(target.words());
      portal
          .console(target)
          .filter(url -> url.length() <= MAX_LINK_LENGTH)
          .map(url -> Button.link(actionId, text, url))
          .map(link -> main ? link.primary() : link)
          .ifPresent(links::add);
    }
    return links;
  }

  private List<AccountAssignment> first() {
    return grant.opens().open().stream().limit(MAX_ASSIGNMENTS).toList();
  }

  private Sentence moreLink(int number) {
    String page = "AWS access portal";
    Object link = portal.accounts().<Object>map(url -> new Sentence.Link(page, url)).orElse(page);
    return Sentence.of(
        "Open the other {} from the {}. For the command line, copy a profile and change"
            + " `sso_account_id` and `sso_role_name`.",
        number,
        link);
  }

  private Duration tookAtLeastASecond(Instant liveSince) {
    Duration took = Duration.between(grant.approvedAt(), liveSince);
    return took.toSeconds() < 1 ? Duration.ofSeconds(1) : took;
  }
}
