package dev.hourkey.slack;

import dev.hourkey.person.ChatUser;
import dev.hourkey.person.Person;
import java.util.Optional;

/**
 * A person in a message.
 *
 * @param user their Slack id; absent where no Slack user is linked to the account
 */
record PersonMention(String name, Optional<String> user) {
  static final PersonMention UNKNOWN = named("somebody");

  static PersonMention of(Person person) {
    return new PersonMention(person.name(), person.chat().map(ChatUser::userId));
  }

  static PersonMention named(String name) {
    return new PersonMention(name, Optional.empty());
  }

  String mention() {
    return user.map(id -> "<@" + id + ">").orElseGet(() -> SlackText.escape(name));
  }
}
