package dev.hourkey.console;

import dev.hourkey.grant.AwsPresence;

/** Describes AWS's answers in words. */
final class AwsPresenceText {
  private AwsPresenceText() {}

  static String of(AwsPresence presence) {
    return switch (presence) {
      case MEMBER -> "AWS last showed the membership.";
      case DISABLED_MEMBER -> "AWS last showed the membership of a disabled user.";
      case NOT_MEMBER -> "AWS last showed no membership.";
      case NO_USER -> "AWS last showed no such user.";
      case NO_GROUP -> "AWS last showed no such group.";
      case ANOTHER_PERSONS_USER ->
          "AWS last showed a user with this name that belongs to somebody else.";
      case UNKNOWN -> "AWS has not answered yet.";
    };
  }
}
