package dev.hourkey.slack;

import dev.hourkey.catalog.Bundle;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.request.ChosenEntitlements;
import dev.hourkey.text.Counted;
import dev.hourkey.text.Sha256;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What somebody has selected in the form for a request.
 *
 * @param options the entitlements and bundles, as they were selected
 * @param entitlements those of all options that this person may request, each once
 * @param forOthers whether this person may request all of them for others as well
 */
record Selection(List<Block.Option> options, List<Entitlement> entitlements, boolean forOthers) {
  static final Selection NONE = new Selection(List.of(), List.of(), false);

  Selection {
    options = List.copyOf(options);
    entitlements = List.copyOf(entitlements);
  }

  static Selection of(Entitlement only, boolean forOthers) {
    return new Selection(List.of(option(only)), List.of(only), forOthers);
  }

  static Block.Option option(Entitlement entitlement) {
    return new Block.Option(SlackText.line(entitlement.name()), entitlement.id());
  }

  static Block.Option option(Bundle bundle) {
    return new Block.Option(
        SlackText.line(bundle.name())
            + " ("
            + Counted.of(bundle.entitlements().size(), "entitlement")
            + ")",
        bundle.id());
  }

  /** The durations for which all of them can be requested, in ascending order. */
  List<Duration> durations() {
    return new ChosenEntitlements(entitlements).durations();
  }

  /** How far ahead all of them may start; empty unless all of them may. */
  Optional<Duration> startAhead() {
    return new ChosenEntitlements(entitlements).startAhead();
  }

  /** A short key that is the same for the same options, and only for those. */
  String key() {
    return key(options.stream().map(Block.Option::value).toList());
  }

  static String key(List<String> options) {
    return options.size() == 1
        ? options.getFirst()
        : Sha256.hex(String.join(" ", options)).substring(0, 16);
  }
}
