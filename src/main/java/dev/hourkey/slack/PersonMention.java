package dev.hourkey.slack;

import dev.hourkey.person.ChatUser;
import dev.hourkey.person.Person;
import java.util.Optional;

/**
 * A person in a message.
 *
 * @param user their Slack id; absent where no Slack user is linked to the account
 */
record Someone(String name, Optional<String> user) {
  static final Someone UNKNOWN = named("somebody");

  static Someone of(Person person) {
    return new Someone(person.name(), person.chat().map(ChatUser::userId));
  }

  static Someone named(String name) {
    return new Someone(name, Optional.empty());
  }

  String mention() {
    return user.map(id -> "<@" + id + ">").orElseGet(() -> SlackText.escape(name));
  }
}
