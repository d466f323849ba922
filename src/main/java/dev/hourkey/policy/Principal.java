package dev.hourkey.policy;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One entry of {@code eligible}, {@code excluded}, {@code approvers} or {@code operators}. */
public sealed interface Principal {
  /** Whether the entry includes {@code someone}, for access that {@code requester} requests. */
  boolean matches(Subject someone, Subject requester);

  /** The entry in words, as in {@code sre-leads} or {@code the requester's manager}. */
  String words();

  /** The object ids of the groups among these. */
  static Set<String> groups(Stream<Principal> principals) {
    return principals
        .flatMap(one -> one instanceof Group(String id, _) ? Stream.of(id) : Stream.of())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether any of these entries includes {@code someone}. */
  static boolean anyMatches(List<Principal> principals, Subject someone, Subject requester) {
    return principals.stream().anyMatch(principal -> principal.matches(someone, requester));
  }

  /** The members of an Entra group, direct or nested. */
  record Group(String id, String name) implements Principal {
    @Override
    public boolean matches(Subject someone, Subject requester) {
      return someone.groups().contains(id);
    }

    @Override
    public String words() {
      return name;
    }
  }

  /** One person, by object id, principal name or mail address. */
  record One(String name) implements Principal {
    public One {
      name = name.toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean matches(Subject someone, Subject requester) {
      return someone.names().contains(name);
    }

    @Override
    public String words() {
      return name;
    }
  }

  /** The requester's manager in Entra. */
  record Manager() implements Principal {
    @Override
    public boolean matches(Subject someone, Subject requester) {
      return requester.manager().filter(someone.person()::equals).isPresent();
    }

    @Override
    public String words() {
      return "the requester's manager";
    }
  }

  /** Everybody with an enabled account. */
  record Anyone() implements Principal {
    @Override
    public boolean matches(Subject someone, Subject requester) {
      return true;
    }

    @Override
    public String words() {
      return "anyone";
    }
  }
}
