package dev.hourkey.slack;

import com.slack.api.app_backend.slash_commands.payload.SlashCommandPayload;
import dev.hourkey.catalog.Bundle;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.catalog.PolicyFile;
import dev.hourkey.catalog.SpellingSuggestion;
import dev.hourkey.person.ChatUser;
import dev.hourkey.slack.EligibilityLookup.Offered;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Suggests what somebody probably meant by a word that is neither a command nor the id of something
 * that can be requested. Ids are suggested only to people who may request them.
 */
@ApplicationScoped
class CommandSuggestions {
  private static final int MAX_SUGGESTIONS = 3;

  private final Catalog catalog;
  private final EntitlementChoices choices;
  private final EphemeralMessages ephemeral;

  CommandSuggestions(Catalog catalog, EntitlementChoices choices, EphemeralMessages ephemeral) {
    this.catalog = catalog;
    this.choices = choices;
    this.ephemeral = ephemeral;
  }

  /** The answer instead of a form, if the first word of a command looks misspelt. */
  Optional<String> suggestionFor(ChatUser user, String word, SlashCommandPayload command) {
    String typed = CommandWords.id(word);
    CatalogSnapshot now = catalog.current();
    if (typed.isEmpty() || known(now).contains(typed)) {
      return Optional.empty();
    }
    Optional<String> meant = SpellingSuggestion.nearest(typed, PolicyFile.commands());
    if (meant.isPresent()) {
      return meant.map(one -> CommandMessages.noCommand(word, one, command.getCommand()));
    }
    if (SpellingSuggestion.nearest(typed, known(now)).isEmpty()) {
      return Optional.empty();
    }
    ReplyTo to = ReplyTo.of(command);
    ephemeral.afterwards(to, () -> ephemeral.tell(to, nearest(user, typed, command.getCommand())));
    return Optional.of("One moment…");
  }

  private String nearest(ChatUser user, String typed, String command) {
    return switch (choices.lookUp(user)) {
      case Offered.Nothing(Sentence why) -> why.mrkdwn();
      case Offered.Unknown(Sentence why) -> why.mrkdwn();
      case Offered.Choices(List<Entitlement> entitlements, _) ->
          CommandMessages.noEntitlement(
              typed,
              SpellingSuggestion.near(
                  typed, ids(entitlements, choices.bundles(entitlements, "")), MAX_SUGGESTIONS),
              command);
    };
  }

  /** The ids of everything in the policy file, including what cannot be requested now. */
  private static Set<String> known(CatalogSnapshot now) {
    return Stream.of(
            ids(now.entitlements(), now.bundles()).stream(),
            now.unavailable().stream().map(one -> one.entitlement().id()),
            now.undecided().stream())
        .flatMap(all -> all)
        .collect(Collectors.toSet());
  }

  private static Set<String> ids(List<Entitlement> entitlements, List<Bundle> bundles) {
    return Stream.concat(
            entitlements.stream().map(Entitlement::id), bundles.stream().map(Bundle::id))
        .collect(Collectors.toSet());
  }
}
