package dev.hourkey.person;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A known Entra account, and the chat user that is linked to it. */
@Entity
@Table(name = "person")
class PersonRow {
  @Id String id = "";
  @Nullable String teamId;
  @Nullable String chatId;
  String name = "";
  String principalName = "";
  Instant linkedAt = Instant.EPOCH;

  /** The account that the chat user was linked to instead, when this one was gone or disabled. */
  @Nullable String replacedBy;

  /** Since when Entra has not shown the account, and when the last look-up failed to find it. */
  @Nullable Instant missingSince;

  @Nullable Instant missingAt;

  PersonId id() {
    return new PersonId(id);
  }

  Optional<ChatUser> chat() {
    return teamId == null || chatId == null
        ? Optional.empty()
        : Optional.of(new ChatUser(teamId, chatId));
  }

  boolean isNamed(EntraAccount account) {
    return name.equals(account.name()) && principalName.equals(account.principalName());
  }

  void name(EntraAccount account) {
    name = account.name();
    principalName = account.principalName();
  }

  void unlink(@Nullable PersonId successor) {
    teamId = null;
    chatId = null;
    replacedBy = successor == null ? null : successor.value();
  }

  void link(ChatUser user, Instant now) {
    teamId = user.teamId();
    chatId = user.userId();
    linkedAt = now;
    replacedBy = null;
    seen();
  }

  void seen() {
    missingSince = null;
    missingAt = null;
  }
}
