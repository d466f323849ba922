package dev.hourkey.policy;

import dev.hourkey.person.DirectoryFailure;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One entry of {@code eligible}, {@code excluded}, {@code approvers} or {@code operators}. */
public sealed interface Principal {
  /**
   * Whether the entry includes {@code someone}, for access that {@code requester} requests.
   *
   * @throws DirectoryFailure when the tool that knows did not answer
   */
  boolean matches(Subject someone, Subject requester);

  /** The entry in words, as in {@code sre-leads} or {@code the requester's manager}. */
  String words();

  /** The object ids of the groups among these. */
  static Set<String> groups(Stream<Principal> principals) {
    return principals
        .flatMap(one -> one instanceof Group(String id, _) ? Stream.of(id) : Stream.of())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Whether any of these entries includes {@code someone}.
   *
   * @throws DirectoryFailure when no entry is known to include them, and for at least one it is
   *     unknown
   */
  static boolean anyMatches(List<Principal> principals, Subject someone, Subject requester) {
    return anyOf(principals, principal -> principal.matches(someone, requester));
  }

  /**
   * Whether the test holds for any of these. One entry for which it holds is enough, even if it is
   * unknown for others.
   *
   * @throws DirectoryFailure when the test is not known to hold for any, and for at least one it is
   *     unknown
   */
  static <T> boolean anyOf(Collection<T> all, Predicate<T> test) {
    Optional<DirectoryFailure> unknown = Optional.empty();
    for (T one : all) {
      try {
        if (test.test(one)) {
          return true;
        }
      } catch (DirectoryFailure e) {
        unknown = Optional.of(e);
      }
    }
    if (unknown.isPresent()) {
      throw unknown.get();
    }
    return false;
  }

  /** The entries among these whose people are known to a tool other than Entra. */
  static Set<OfTool> ofTools(Stream<Principal> principals) {
    return principals
        .filter(OfTool.class::isInstance)
        .map(OfTool.class::cast)
        .collect(Collectors.toUnmodifiableSet());
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

  /** An entry whose people are known to a tool other than Entra. */
  sealed interface OfTool extends Principal {
    @Override
    default boolean matches(Subject someone, Subject requester) {
      return someone.tools().includes(this);
    }
  }

  /** The people who are on call now. */
  record OnCall(String name, OnCallSchedule schedule) implements OfTool {
    @Override
    public String words() {
      return "the people on call for " + name;
    }
  }

  /** The members of a group of chat users, by its handle or id. */
  record ChatGroup(String name) implements OfTool {
    @Override
    public String words() {
      return "@" + name;
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
