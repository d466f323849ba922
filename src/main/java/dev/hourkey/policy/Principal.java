package dev.hourkey.policy;

import java.util.Locale;

/** Who is meant by one line of {@code eligible} or {@code approvers}. */
public sealed interface Principal {
  /** Whether {@code someone} is meant, when {@code asker} is the one who asks. */
  boolean means(Facts someone, Facts asker);

  /** The members of an Entra group, direct or nested. */
  record Group(String id, String name) implements Principal {
    @Override
    public boolean means(Facts someone, Facts asker) {
      return someone.groups().contains(id);
    }
  }

  /** One person, by object id, principal name or mail address. */
  record One(String name) implements Principal {
    public One {
      name = name.toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean means(Facts someone, Facts asker) {
      return someone.names().contains(name);
    }
  }

  /** The asker's manager in Entra. */
  record Manager() implements Principal {
    @Override
    public boolean means(Facts someone, Facts asker) {
      return asker.manager().filter(someone.person()::equals).isPresent();
    }
  }

  /** Everybody with an enabled account. */
  record Anyone() implements Principal {
    @Override
    public boolean means(Facts someone, Facts asker) {
      return true;
    }
  }
}
