package dev.hourkey.grant;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** Tells memberships that somebody else gave from those that Hourkey did. */
@ApplicationScoped
public class StandingMembers {
  private final Grants grants;
  private final Memberships memberships;
  private final GroupMembership directory;
  private final Clock clock;

  StandingMembers(Grants grants, Memberships memberships, GroupMembership directory, Clock clock) {
    this.grants = grants;
    this.memberships = memberships;
    this.directory = directory;
    this.clock = clock;
  }

  /**
   * Whether the person is in the group by somebody else's doing. Entra's reads lag, so a member we
   * removed a moment ago may still be shown and does not count.
   */
  public boolean standing(EntraGroup group, PersonId person) {
    if (grants.anyOpen(group.id(), person)
        || memberships.removedLately(group.id(), person, clock.instant())) {
      return false;
    }
    return directory.contains(group, person);
  }
}
