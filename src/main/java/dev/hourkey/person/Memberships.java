package dev.hourkey.person;

import java.util.Set;

/**
 * What a directory says of some groups and one person, by the groups' object ids.
 *
 * @param in the groups that the person is in, directly or through another group
 * @param missing the groups that the directory does not show, which says nothing about who is in
 *     them: the answer may come from a replica that lags
 */
public record Memberships(Set<String> in, Set<String> missing) {
  /** What is known without asking for any group. */
  public static final Memberships NONE = new Memberships(Set.of(), Set.of());

  public Memberships {
    in = Set.copyOf(in);
    missing = Set.copyOf(missing);
  }
}
