package dev.hourkey.sandbox.login;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.http.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What an application demands of a sign-in, in the parameters of the authorize endpoint. */
record AuthorizeRequest(Map<String, String> query) {
  private static final Set<String> PROMPTS = Set.of("login", "none", "consent", "select_account");

  String get(String name) {
    return query.getOrDefault(name, "");
  }

  /** What is wrong with it, in Entra's words. */
  Optional<String> mistake() {
    if (query.containsKey("prompt") && !PROMPTS.contains(get("prompt"))) {
      return Optional.of("90023 the value of prompt is not supported");
    }
    if (query.containsKey("claims") && !Json.readIfAny(get("claims")).isObject()) {
      return Optional.of("90015 the claims parameter is not valid JSON");
    }
    return contexts().stream().anyMatch(context -> !context.matches("c[1-9]\\d?"))
        ? Optional.of("90015 there is no such authentication context")
        : Optional.empty();
  }

  /** The authentication contexts that the {@code claims} parameter demands in the ID token. */
  List<String> contexts() {
    JsonNode acrs = Json.readIfAny(get("claims")).path("id_token").path("acrs");
    return acrs.hasNonNull("value") ? List.of(acrs.get("value").asText()) : List.of();
  }

  /** Whether somebody who signed in this long ago has to do so again. */
  boolean again(Duration ago) {
    return get("prompt").equals("login")
        || !get("max_age").isEmpty()
            && ago.compareTo(Duration.ofSeconds(Long.parseLong(get("max_age")))) > 0;
  }
}
