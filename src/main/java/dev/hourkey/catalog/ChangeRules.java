package dev.hourkey.catalog;

import dev.hourkey.catalog.PolicyChange.Effect;
import java.util.Map;

/**
 * Decides whether a change to a key widens or narrows access. A key that is not named here counts
 * as {@link Effect#CHANGES}, because it is not certain whether it widens or narrows.
 */
final class ChangeRules {
  private static final Map<String, Effect> WHEN_ADDED =
      Map.of(
          "eligible", Effect.WIDENS,
          "on_behalf_of", Effect.WIDENS,
          "approvers", Effect.WIDENS,
          "to", Effect.WIDENS,
          "durations", Effect.WIDENS,
          "excluded", Effect.NARROWS);

  private static final Map<String, Effect> WHEN_LARGER =
      Map.of(
          "approvals", Effect.NARROWS,
          "after", Effect.NARROWS,
          "max_duration", Effect.WIDENS,
          "total", Effect.WIDENS,
          "within", Effect.NARROWS,
          "cool_down", Effect.NARROWS,
          "start_ahead", Effect.WIDENS,
          "slack_guests", Effect.WIDENS,
          "self_approval", Effect.WIDENS);

  /** Keys whose effect is certain even if they are set for the first time, or removed. */
  private static final Map<String, Effect> WHEN_SET =
      Map.of(
          "total", Effect.NARROWS,
          "within", Effect.NARROWS,
          "cool_down", Effect.NARROWS,
          "start_ahead", Effect.WIDENS);

  private ChangeRules() {}

  /** The effect of adding an item to the list of a key. */
  static Effect whenAdded(String key) {
    return WHEN_ADDED.getOrDefault(last(key), Effect.CHANGES);
  }

  /** The effect of a value that becomes larger, or true. */
  static Effect whenLarger(String key) {
    return WHEN_LARGER.getOrDefault(last(key), Effect.CHANGES);
  }

  /** The effect of setting a key that was not set before. */
  static Effect whenSet(String key) {
    return WHEN_SET.getOrDefault(last(key), Effect.CHANGES);
  }

  /** Describes the change to a list that gained this item. */
  static String added(String key, String item) {
    return switch (last(key)) {
      case "eligible" ->
          isBreakGlass(key)
              ? item + " may get it at once by break-glass"
              : item + " may request it";
      case "review_by" -> item + " may review break-glass access";
      case "on_behalf_of" -> item + " may request it for others";
      case "approvers" -> item + " may approve it";
      case "to" -> item + " may approve it if nobody does for a while";
      case "excluded" -> item + " may not request it";
      case "durations" -> "can be requested for " + item;
      case "operators" -> item + " becomes an operator";
      case "auditors" -> item + " becomes an auditor";
      case "projects" -> "tickets of " + item + " count";
      default -> item + " is added";
    };
  }

  /** Describes the change to a list that lost this item. */
  static String removed(String key, String item) {
    return switch (last(key)) {
      case "eligible" ->
          isBreakGlass(key)
              ? item + " may no longer get it at once by break-glass"
              : item + " may no longer request it";
      case "review_by" -> item + " may no longer review break-glass access";
      case "on_behalf_of" -> item + " may no longer request it for others";
      case "approvers" -> item + " may no longer approve it";
      case "to" -> item + " may no longer approve it if nobody does for a while";
      case "excluded" -> item + " is no longer excluded";
      case "durations" -> "can no longer be requested for " + item;
      case "operators" -> item + " is no longer an operator";
      case "auditors" -> item + " is no longer an auditor";
      case "projects" -> "tickets of " + item + " no longer count";
      default -> item + " is removed";
    };
  }

  private static boolean isBreakGlass(String key) {
    return key.startsWith("break_glass.");
  }

  private static String last(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }
}
