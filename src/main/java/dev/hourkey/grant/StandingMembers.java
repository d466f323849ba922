package dev.hourkey.grant;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;

/** Tells memberships that somebody else gave from those that Hourkey did. */
@ApplicationScoped
public class StandingMembers {
  private final MembershipService memberships;
  private final GroupMembership directory;

  StandingMembers(MembershipService memberships, GroupMembership directory) {
    this.memberships = memberships;
    this.directory = directory;
  }

  /**
   * Whether the person is in the group by somebody else's doing. Entra's reads lag, so a member we
   * removed a moment ago may still be shown and does not count.
   */
  public boolean standing(EntraGroup group, PersonId person) {
    return !memberships.mayBeOurs(new Pair(group.id(), person.value()))
        && directory.contains(group, person);
  }
}
