package dev.hourkey.console;

import dev.hourkey.grant.AwsPresence;

/** What AWS answered, in words. */
final class AwsPresenceText {
  private AwsPresenceText() {}

  static String of(AwsPresence presence) {
    return switch (presence) {
      case MEMBER -> "The last look at AWS showed the membership.";
      case DISABLED_MEMBER ->
          "The last look at AWS showed the membership of a user that is disabled.";
      case NOT_MEMBER -> "The last look at AWS did not show the membership.";
      case NO_USER -> "The last look at AWS found no such user.";
      case NO_GROUP -> "The last look at AWS found no such group.";
      case ANOTHER_PERSONS_USER ->
          "The last look at AWS found a user of this name that belongs to somebody else.";
      case UNKNOWN -> "AWS has not answered yet.";
    };
  }
}
