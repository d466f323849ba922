package dev.hourkey.slack;

import com.slack.api.methods.response.conversations.ConversationsMembersResponse;
import dev.hourkey.person.CachedAnswer;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.slack.SlackApi.Reply;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Who is in a channel; an answer may be half a minute old. */
@ApplicationScoped
class ChannelMembers {
  private static final Logger LOG = Logger.getLogger(ChannelMembers.class);
  private static final String METHOD = "conversations.members";
  private static final String DOING = "read who is in a Slack channel";

  /** The maximum that Slack returns at once. */
  private static final int PAGE = 999;

  private static final int MAX_PAGES = 20;

  private final SlackApi slack;
  private final Clock clock;
  private final Map<String, CachedAnswer<Set<String>>> answers = new ConcurrentHashMap<>();

  ChannelMembers(SlackApi slack, Clock clock) {
    this.slack = slack;
    this.clock = clock;
  }

  /**
   * The ids of the users in a channel. Empty if Slack does not return them, for example because the
   * app lacks {@code channels:read} or, for a private channel, {@code groups:read}.
   *
   * @param channel the channel's id
   */
  Optional<Set<String>> of(String channel) {
    try {
      return Optional.of(
          answers
              .computeIfAbsent(channel, _ -> new CachedAnswer<>(clock))
              .get(() -> new CachedAnswer.Fresh<>(read(channel), Optional.empty())));
    } catch (DirectoryFailure e) {
      LOG.infof("who is in channel %s is unknown: %s", channel, e.forLog());
      return Optional.empty();
    }
  }

  private Set<String> read(String channel) {
    Set<String> members = new HashSet<>();
    String cursor = "";
    for (int page = 0; page < MAX_PAGES; page++) {
      ConversationsMembersResponse response = page(channel, cursor);
      members.addAll(response.getMembers());
      cursor =
          response.getResponseMetadata() == null
              ? ""
              : String.valueOf(response.getResponseMetadata().getNextCursor());
      if (cursor.isEmpty() || cursor.equals("null")) {
        break;
      }
    }
    return Set.copyOf(members);
  }

  private ConversationsMembersResponse page(String channel, String cursor) {
    return switch (slack.call(
        METHOD,
        methods ->
            methods.conversationsMembers(r -> r.channel(channel).cursor(cursor).limit(PAGE)))) {
      case Reply.Ok<ConversationsMembersResponse>(ConversationsMembersResponse response) ->
          response;
      case Reply.Refused<ConversationsMembersResponse>(String method, String error) ->
          throw SlackErrors.refused(DOING, method, error);
      case Reply.Unavailable<ConversationsMembersResponse> unavailable ->
          throw SlackErrors.unavailable(DOING, unavailable);
    };
  }
}
