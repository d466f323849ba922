package dev.hourkey.slack;

import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/**
 * Sends a message that only one person sees, where they clicked or typed. The response URL comes
 * first, because it also works in channels that the bot is not in.
 */
@ApplicationScoped
class EphemeralMessages {
  private static final Logger LOG = Logger.getLogger(EphemeralMessages.class);

  private final SlackApi slack;
  private final ResponseUrl responseUrl;

  EphemeralMessages(SlackApi slack, ResponseUrl responseUrl) {
    this.slack = slack;
    this.responseUrl = responseUrl;
  }

  /** Returns at once; {@code mrkdwn} is sent on a separate thread. */
  void later(ReplyTo to, String mrkdwn) {
    afterwards(to, () -> tell(to, mrkdwn));
  }

  /** Runs work that calls Slack, after the acknowledgement. If it fails, the sender is told. */
  void afterwards(ReplyTo to, Runnable work) {
    Thread.startVirtualThread(
        () -> {
          try {
            work.run();
          } catch (RuntimeException e) {
            LOG.errorf(e, "a click or a command was not answered; its sender is told so");
            tell(to, "Hourkey couldn't do that. Try again in a minute.");
          }
        });
  }

  void tell(ReplyTo to, String mrkdwn) {
    boolean sent =
        to.responseUrl().filter(url -> responseUrl.answer(url, mrkdwn)).isPresent()
            || to.channel().filter(channel -> ephemeral(channel, to.user(), mrkdwn)).isPresent()
            || direct(to.user(), mrkdwn);
    if (!sent) {
      LOG.errorf("an answer to a click or a command did not reach %s", to.user()); // It is private.
    }
  }

  private boolean ephemeral(String channel, String user, String mrkdwn) {
    return slack.call(
            "chat.postEphemeral",
            methods ->
                methods.chatPostEphemeral(
                    r -> r.channel(channel).user(user).text(mrkdwn).blocksAsString(blocks(mrkdwn))))
        instanceof SlackApi.Reply.Ok<?>;
  }

  private boolean direct(String user, String mrkdwn) {
    return slack.call(
            "chat.postMessage",
            methods ->
                methods.chatPostMessage(
                    r -> r.channel(user).text(mrkdwn).blocksAsString(blocks(mrkdwn))))
        instanceof SlackApi.Reply.Ok<?>;
  }

  private static String blocks(String mrkdwn) {
    return BlockJson.of(Block.sections(mrkdwn));
  }
}
