package dev.hourkey.drift;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.drift.StandingMembership.Origin;
import dev.hourkey.grant.MembershipKey;
import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;

/** Lists the standing members that were found, page by page, for people to read. */
@ApplicationScoped
public class StandingAccess {
  private final StandingMemberships rows;

  StandingAccess(StandingMemberships rows) {
    this.rows = rows;
  }

  /** A standing member. */
  public record Member(EntraGroup group, PersonId person, Origin origin, Instant firstSeen) {}

  /**
   * A page of at most {@code limit}, by group and person.
   *
   * @param group of the last member of the previous page; empty for the first page
   * @param person of that member
   */
  @Transactional
  public List<Member> page(String group, String person, int limit) {
    return rows.after(new MembershipKey(group, person), limit).stream()
        .map(
            row ->
                new Member(
                    new EntraGroup((String) row[0], (String) row[1]),
                    new PersonId((String) row[2]),
                    Origin.valueOf((String) row[3]),
                    (Instant) row[4]))
        .toList();
  }

  @Transactional
  public long count() {
    return rows.count();
  }
}
