package dev.hourkey.person;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The link between a chat user and an Entra account, made once. */
@Entity
@Table(name = "person")
class PersonRow {
  @Id String id = "";
  String teamId = "";
  String chatId = "";
  String name = "";
  String principalName = "";
  @Nullable String awsUserId;
  Instant linkedAt = Instant.EPOCH;

  Person person() {
    return new Person(
        new PersonId(id),
        new ChatUser(teamId, chatId),
        name,
        principalName,
        Optional.ofNullable(awsUserId));
  }
}
