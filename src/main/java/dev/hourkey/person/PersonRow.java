package dev.hourkey.person;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** The link between a chat user and an Entra account, made once. */
@Entity
@Table(name = "person")
class PersonRow {
  @Id String id = "";
  String teamId = "";
  String chatId = "";
  String name = "";
  String principalName = "";
  Instant linkedAt = Instant.EPOCH;

  Person person() {
    return new Person(new PersonId(id), new ChatUser(teamId, chatId), name, principalName);
  }
}
