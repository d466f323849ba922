package dev.hourkey.slack;

import dev.hourkey.catalog.Catalog;
import jakarta.enterprise.context.ApplicationScoped;

/** Where people can ask for help if they can't solve a refusal themselves. */
@ApplicationScoped
class HelpChannel {
  private final Catalog catalog;

  HelpChannel(Catalog catalog) {
    this.catalog = catalog;
  }

  /** Adds to a refusal where to ask, if the policy in force names a channel for that. */
  Sentence askAfter(String refusal) {
    return askAfter(Sentence.literal(refusal));
  }

  /** As {@link #askAfter(String)}. */
  Sentence askAfter(Sentence said) {
    return catalog
        .current()
        .helpChannel()
        .map(channel -> said.then(" Ask in {}.", new Sentence.Channel(channel)))
        .orElse(said);
  }
}
