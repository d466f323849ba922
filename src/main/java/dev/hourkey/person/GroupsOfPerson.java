package dev.hourkey.person;

import java.util.Set;

/**
 * What a directory says about one person's membership in some groups, by the groups' object ids.
 *
 * @param in the groups that the person is in, directly or through another group
 * @param missing the groups that the directory does not show, which says nothing about who is in
 *     them: the answer may come from a replica that lags
 */
public record GroupsOfPerson(Set<String> in, Set<String> missing) {
  /** The groups of a person for whom no group was looked up. */
  public static final GroupsOfPerson NONE = new GroupsOfPerson(Set.of(), Set.of());

  public GroupsOfPerson {
    in = Set.copyOf(in);
    missing = Set.copyOf(missing);
  }
}
