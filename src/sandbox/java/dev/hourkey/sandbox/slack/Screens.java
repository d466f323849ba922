package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.http.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What each person sees besides channels: open forms, home tab, entered values. */
final class Screens {
  private static final int DEEPEST = 3;

  private final ChangeCounter changes;
  private final Map<String, List<View>> stacks = new HashMap<>();
  private final Map<String, View> homes = new HashMap<>();
  private final Map<String, ObjectNode> entered = new HashMap<>();
  private final Map<String, String> troubles = new HashMap<>();

  Screens(ChangeCounter changes) {
    this.changes = changes;
  }

  synchronized void reset() {
    stacks.clear();
    homes.clear();
    entered.clear();
    troubles.clear();
    changes.announce();
  }

  /** The open forms of a person, the one on top last. */
  synchronized List<View> stack(String person) {
    return List.copyOf(stacks.getOrDefault(person, List.of()));
  }

  synchronized Optional<View> home(String person) {
    return Optional.ofNullable(homes.get(person));
  }

  synchronized void open(View view) {
    stacks.put(view.owner(), new ArrayList<>(List.of(view)));
    changes.announce();
  }

  synchronized void push(View view) {
    List<View> stack = stacks.computeIfAbsent(view.owner(), _ -> new ArrayList<>());
    if (stack.size() >= DEEPEST) {
      throw new ApiError("push_limit_reached");
    }
    stack.add(view);
    changes.announce();
  }

  synchronized void publish(View home) {
    homes.put(home.owner(), home);
    changes.announce();
  }

  /** Replaces the view with this id by another version, wherever it is shown. */
  synchronized void replace(String id, UnaryOperator<View> change) {
    stacks.values().forEach(stack -> stack.replaceAll(view -> changed(view, id, change)));
    homes.replaceAll((_, view) -> changed(view, id, change));
    changes.announce();
  }

  private static View changed(View view, String id, UnaryOperator<View> change) {
    return view.id().equals(id) ? change.apply(view) : view;
  }

  synchronized void close(String id) {
    stacks.values().forEach(stack -> stack.removeIf(view -> view.id().equals(id)));
    changes.announce();
  }

  synchronized void closeAll(String person) {
    stacks.remove(person);
    changes.announce();
  }

  /** The view that is shown somewhere under this id or the app's own {@code external_id}. */
  synchronized Optional<View> find(@Nullable String id, @Nullable String externalId) {
    return Stream.concat(stacks.values().stream().flatMap(List::stream), homes.values().stream())
        .filter(
            view ->
                view.id().equals(id)
                    || (externalId != null
                        && externalId.equals(Json.text(view.json(), "external_id"))))
        .findFirst();
  }

  /** What a person has chosen in the elements of a message. */
  synchronized ObjectNode entered(String person, PostedMessage message) {
    ObjectNode before = entered.get(key(person, message));
    return FormInputs.values(message.blocks(), before == null ? Json.object() : before);
  }

  synchronized void enter(String person, PostedMessage message, ObjectNode values) {
    entered.put(key(person, message), values);
    changes.announce();
  }

  /** The sentence Slack shows a person when their last action did not reach the app. */
  synchronized @Nullable String trouble(String person) {
    return troubles.get(person);
  }

  synchronized void trouble(String person, @Nullable String sentence) {
    if (sentence == null ? troubles.remove(person) != null : true) {
      if (sentence != null) {
        troubles.put(person, sentence);
      }
      changes.announce();
    }
  }

  private static String key(String person, PostedMessage message) {
    return person + " " + message.channel() + " " + message.ts();
  }
}
