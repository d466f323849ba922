package dev.hourkey.policy;

import java.util.Locale;

/** Who is meant by one line of {@code eligible} or {@code approvers}. */
public sealed interface Principal {
  /** Whether {@code someone} is meant, when {@code requester} is the one who asks. */
  boolean means(Subject someone, Subject requester);

  /** The members of an Entra group, direct or nested. */
  record Group(String id, String name) implements Principal {
    @Override
    public boolean means(Subject someone, Subject requester) {
      return someone.groups().contains(id);
    }
  }

  /** One person, by object id, principal name or mail address. */
  record One(String name) implements Principal {
    public One {
      name = name.toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean means(Subject someone, Subject requester) {
      return someone.names().contains(name);
    }
  }

  /** The requester's manager in Entra. */
  record Manager() implements Principal {
    @Override
    public boolean means(Subject someone, Subject requester) {
      return requester.manager().filter(someone.person()::equals).isPresent();
    }
  }

  /** Everybody with an enabled account. */
  record Anyone() implements Principal {
    @Override
    public boolean means(Subject someone, Subject requester) {
      return true;
    }
  }
}
