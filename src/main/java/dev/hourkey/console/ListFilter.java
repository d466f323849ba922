package dev.hourkey.console;

import dev.hourkey.grant.ListSelection;
import dev.hourkey.grant.PageCursor;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.PersonSearch;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.UriBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * The filters of a list, as somebody typed them. A value that cannot be read stays in the form, and
 * a sentence says what is wrong with it.
 */
record ListFilter(
    String person,
    String entitlement,
    String account,
    String approver,
    String state,
    String from,
    String to,
    String after) {
  /** The filter as the parameters of an address. */
  public static class Parameters {
    @QueryParam("person")
    @DefaultValue("")
    public String person = "";

    @QueryParam("entitlement")
    @DefaultValue("")
    public String entitlement = "";

    @QueryParam("account")
    @DefaultValue("")
    public String account = "";

    @QueryParam("approver")
    @DefaultValue("")
    public String approver = "";

    @QueryParam("state")
    @DefaultValue("")
    public String state = "";

    @QueryParam("from")
    @DefaultValue("")
    public String from = "";

    @QueryParam("to")
    @DefaultValue("")
    public String to = "";

    @QueryParam("after")
    @DefaultValue("")
    public String after = "";

    /** The filter, without blanks around the values. */
    ListFilter filter() {
      return new ListFilter(
          person.strip(),
          entitlement.strip(),
          account.strip(),
          approver.strip(),
          state.strip(),
          from.strip(),
          to.strip(),
          after.strip());
    }
  }

  /** The filter after it was read. */
  record Read<S>(ListSelection<S> selection, Optional<PageCursor> after, List<String> problems) {}

  <S extends Enum<S>> Read<S> read(
      Class<S> states,
      Function<String, List<PersonId>> people,
      Function<UUID, Optional<PageCursor>> keys) {
    List<String> problems = new ArrayList<>();
    return new Read<>(
        new ListSelection<>(
            given(person).map(words -> named(words, people, problems)),
            given(entitlement),
            Optional.empty(),
            given(account),
            given(approver).map(words -> named(words, people, problems)),
            given(state).flatMap(name -> state(name, states, problems)),
            given(from).flatMap(day -> DateInput.read(day, 0, problems)),
            given(to).flatMap(day -> DateInput.read(day, 1, problems))),
        given(after).flatMap(id -> key(id, keys, problems)),
        problems);
  }

  /** The address of the page after this one. */
  String nextPageUrl(String path, UUID last) {
    UriBuilder next = UriBuilder.fromPath(path);
    add(next, "person", person);
    add(next, "entitlement", entitlement);
    add(next, "account", account);
    add(next, "approver", approver);
    add(next, "state", state);
    add(next, "from", from);
    add(next, "to", to);
    return next.queryParam("after", last).build().toString();
  }

  static void add(UriBuilder uri, String name, String value) {
    if (!value.isEmpty()) {
      uri.queryParam(name, value.replace("{", "%7B").replace("}", "%7D"));
    }
  }

  private static Optional<String> given(String text) {
    return Optional.of(text).filter(value -> !value.isEmpty());
  }

  static List<PersonId> named(
      String words, Function<String, List<PersonId>> people, List<String> problems) {
    List<PersonId> found = people.apply(words);
    if (found.isEmpty()) {
      problems.add(
          "Hourkey knows nobody named “%s”. Use a part of the name, the principal name or the object id."
              .formatted(words));
    } else if (found.size() > PersonSearch.MAX_FOUND) {
      problems.add(
          "More than %d people are named “%s”. Use more of the name, the principal name or the object id."
              .formatted(PersonSearch.MAX_FOUND, words));
    }
    return found;
  }

  private static <S extends Enum<S>> Optional<S> state(
      String name, Class<S> states, List<String> problems) {
    try {
      return Optional.of(Enum.valueOf(states, name));
    } catch (IllegalArgumentException e) {
      problems.add("There is no state “%s”.".formatted(name));
      return Optional.empty();
    }
  }

  private static Optional<PageCursor> key(
      String text, Function<UUID, Optional<PageCursor>> keys, List<String> problems) {
    Optional<PageCursor> key = id(text).flatMap(keys);
    if (key.isEmpty()) {
      problems.add("This page of the list no longer exists. Go back to the first page.");
    }
    return key;
  }

  private static Optional<UUID> id(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
