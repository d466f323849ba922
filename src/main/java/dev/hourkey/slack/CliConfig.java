package dev.hourkey.slack;

import com.slack.api.methods.response.chat.ChatPostMessageResponse;
import dev.hourkey.catalog.AccessPortal;
import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.person.ChatUser;
import dev.hourkey.slack.EligibilityLookup.Offered;
import dev.hourkey.slack.SlackApi.Reply;
import dev.hourkey.text.Counted;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * Sends somebody the {@code ~/.aws/config} for everything that they may request or have, as a
 * direct message. It contains no secrets, and gives no access by itself.
 */
@ApplicationScoped
class CliConfig {
  private static final Logger LOG = Logger.getLogger(CliConfig.class);

  /** In characters; a longer configuration is sent as a file. */
  static final int SHORT = 1_500;

  static final String FILE = "aws-config.txt";

  private final EntitlementChoices choices;
  private final MessageDetailsLoader details;
  private final AccessPortal portal;
  private final SlackApi slack;
  private final SlackFiles files;

  CliConfig(
      EntitlementChoices choices,
      MessageDetailsLoader details,
      AccessPortal portal,
      SlackApi slack,
      SlackFiles files) {
    this.choices = choices;
    this.details = details;
    this.portal = portal;
    this.slack = slack;
    this.files = files;
  }

  /** Sends it; returns the answer to the command. */
  String send(ChatUser user) {
    Map<String, List<AccountAssignment>> profiles = new TreeMap<>();
    Offered offered = choices.lookUp(user);
    if (offered instanceof Offered.Choices(List<Entitlement> entitlements, _)) {
      entitlements.forEach(one -> add(profiles, one.id(), one.opens().open()));
    }
    details.openOf(user).stream()
        .filter(GrantDetails::endable)
        .forEach(grant -> add(profiles, grant.entitlement(), grant.opens().open()));
    if (profiles.isEmpty()) {
      return offered instanceof Offered.Nothing(Sentence why)
          ? why.mrkdwn()
          : "Nothing that you can request gives access to AWS at the moment.";
    }
    return sent(user, profiles.size(), portal.cliConfig(profiles));
  }

  private static void add(
      Map<String, List<AccountAssignment>> profiles, String id, List<AccountAssignment> open) {
    if (!open.isEmpty()) {
      List<AccountAssignment> known = profiles.computeIfAbsent(id, _ -> new ArrayList<>());
      open.stream().filter(one -> known.stream().noneMatch(one::sameAs)).forEach(known::add);
    }
  }

  private String sent(ChatUser user, int entitlements, String config) {
    boolean asFile = config.length() > SHORT;
    SlackMessage message = message(user.userId(), entitlements, asFile ? "" : config);
    Reply<ChatPostMessageResponse> posted =
        slack.call(
            "chat.postMessage",
            methods ->
                methods.chatPostMessage(
                    r ->
                        r.channel(message.to())
                            .text(message.text())
                            .blocksAsString(BlockJson.of(message.blocks()))));
    Reply<?> last =
        asFile && posted instanceof Reply.Ok<ChatPostMessageResponse>(var response)
            ? files.share(response.getChannel(), FILE, config)
            : posted;
    if (last instanceof Reply.Ok<?>) {
      return "Your AWS CLI configuration is in the direct message that Hourkey sent you.";
    }
    LOG.errorf("%s did not get the AWS CLI configuration: %s", user, last);
    return last instanceof Reply.Refused<?>(_, String error)
        ? SlackText.literal(
            "Slack did not accept the AWS CLI configuration (`%s`). Tell your operators."
                .formatted(error))
        : "Slack did not answer, so the AWS CLI configuration was not sent. Try again in a minute.";
  }

  /**
   * The direct message.
   *
   * @param config empty if it follows as a file
   */
  static SlackMessage message(String to, int entitlements, String config) {
    Sentence what =
        Sentence.of(
            "*AWS CLI configuration* for the {} that you can request or have.",
            Counted.of(entitlements, "entitlement"));
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Block.Section(
            what.then(
                " Put it into `~/.aws/config`. To use a profile: `aws sso login --profile"
                    + " NAME`.")));
    if (!config.isEmpty()) {
      blocks.add(new Block.Code(config));
    }
    blocks.add(
        new Block.Context(
            "It contains no secrets. A profile works only while you have its access."));
    return new SlackMessage(to, what.plain(), blocks);
  }
}
