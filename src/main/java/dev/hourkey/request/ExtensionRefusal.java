package dev.hourkey.request;

import dev.hourkey.text.DurationText;
import java.time.Duration;

/** Why a grant can't be extended. */
sealed interface ExtensionRefusal extends SubmissionRefusal.InOwnFile {
  record NothingToExtend(String entitlementName) implements ExtensionRefusal {}

  record NotActiveYet(String entitlementName) implements ExtensionRefusal {}

  record NotLonger(String entitlementName) implements ExtensionRefusal {}

  /** The policy offers no duration above {@code whole}. */
  record LastsLongest(String entitlementName, Duration whole) implements ExtensionRefusal {}

  record BreakGlassNotExtended(String entitlementName) implements ExtensionRefusal {}

  @Override
  default String sentence() {
    return switch (this) {
      case NothingToExtend(String name) ->
          name + " is ending or has ended, so it can't be extended. Request it again.";
      case NotActiveYet(String name) ->
          name + " isn't active yet, so it can't be extended. Its time starts when it is.";
      case NotLonger(String name) -> name + " already lasts that long. Choose a longer time.";
      case LastsLongest(String name, Duration whole) ->
          name
              + " can't be extended: "
              + DurationText.words(whole)
              + " in total is the longest offered.";
      case BreakGlassNotExtended(String name) ->
          "Break-glass access can't be extended. When it has ended, request "
              + name
              + " the usual way.";
    };
  }
}
