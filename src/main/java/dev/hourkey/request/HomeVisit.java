package dev.hourkey.request;

import dev.hourkey.person.ChatUser;
import dev.hourkey.person.PersonId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who opened their Home, and what the directories said about them. Those answers only
 * determine what their Home lists until they open it again: every click on it is checked against
 * the directories at that moment.
 */
@Entity
@Table(name = "home_visit")
public class HomeVisit {
  /** For how long a Home is updated after it was opened. */
  static final Duration UPDATED_FOR = Duration.ofDays(1);

  @Id @Column private UUID id = new UUID(0, 0);

  private String teamId = "";
  private String chatId = "";
  private String person = "";
  private Instant openedAt = Instant.EPOCH;
  private @Nullable String cannotRequest;
  private boolean operator;
  private String[] entitlements = {};
  private String[] stages = {};
  private UUID[] requests = {};

  protected HomeVisit() {}

  /** The id of a user's visit, the same each time they open their Home. */
  static UUID id(ChatUser user) {
    return UUID.nameUUIDFromBytes(
        (user.teamId() + "/" + user.userId()).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Notes that somebody opened their Home.
   *
   * @param why they cannot request any access, in the chat's markup; empty if they can
   */
  void opened(
      ChatUser user, PersonId who, Optional<String> why, DecisionRights rights, Instant now) {
    teamId = user.teamId();
    chatId = user.userId();
    person = who.value();
    openedAt = now;
    cannotRequest = why.orElse(null);
    operator = rights.operator();
    entitlements = rights.entitlements().toArray(String[]::new);
    stages = rights.stages().toArray(String[]::new);
    requests = rights.requests().toArray(UUID[]::new);
  }

  /**
   * Notes the same while their rights are unknown: the rights that were known stay until they are a
   * day old.
   */
  void openedUnconfirmed(ChatUser user, PersonId who, String why, Instant now) {
    if (isRecent(now) && person.equals(who.value())) {
      cannotRequest = why;
    } else {
      opened(user, who, Optional.of(why), DecisionRights.NONE, now);
    }
  }

  public ChatUser user() {
    return new ChatUser(teamId, chatId);
  }

  public PersonId person() {
    return new PersonId(person);
  }

  /** Whether it was opened so recently that it may still be on a screen. */
  public boolean isRecent(Instant now) {
    return openedAt.plus(UPDATED_FOR).isAfter(now);
  }

  /** Why they cannot request any access, in the chat's markup; empty if they can. */
  public Optional<String> cannotRequest() {
    return Optional.ofNullable(cannotRequest);
  }

  /** What the person may decide, as the directories showed it when they opened Home. */
  public DecisionRights rights() {
    return new DecisionRights(operator, Set.of(entitlements), Set.of(stages), Set.of(requests));
  }
}
